//! What one agency has written in the system: issued with number and date, on its way, and still being typed; with
//! the model texts and pieces that it keeps ready.

use super::cast::{Cast, Office, Seat};
use super::system;
use crate::failure::Outcome;
use calendar::Time;
use context::{Ctx, Uuid};
use documents::Error;
use documents::actions::outgoing::papers::{self, Which};
use documents::actions::outgoing::writing::{self, ModelInput, WriteInput};
use documents::actions::outgoing::{
    self, DraftInput, IssueInput, NumberInput, RecipientInput, StepInput, SubmitInput,
};
use documents::model::route::{Asked, PlannedStep, StepKind, StepState};
use documents::store::route;
use edge::App;
use prose::Prose;

/// How far a document has come.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    /// Being typed.
    Typed,
    /// Set to its paper.
    Laid,
    /// On its route.
    Submitted,
    /// Gone out.
    Issued,
}

/// One document as it is written.
struct Piece {
    kind: &'static str,
    subject: &'static str,
    text: &'static str,
    annex: Option<(&'static str, &'static str)>,
    stage: Stage,
}

/// The agency that writes.
const WRITES: &str = "SNV";

const PIECES: &[Piece] = &[
    Piece {
        kind: "QĐ",
        subject: "Thành lập Tổ công tác rà soát, đơn giản hóa thủ tục hành chính nội bộ",
        text: "> Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n\
               > Căn cứ chức năng, nhiệm vụ, quyền hạn của Sở;\n\
               > Theo đề nghị của Trưởng phòng Cải cách hành chính.\n\n\
               Điều 1. Thành lập Tổ công tác rà soát, đơn giản hóa thủ tục hành chính nội bộ gồm các thành viên có tên \
               tại Phụ lục kèm theo Quyết định này.\n\n\
               Điều 2. Nhiệm vụ của Tổ công tác\n\n\
               1. Rà soát toàn bộ thủ tục hành chính nội bộ đang áp dụng; lập danh mục kèm căn cứ, thành phần hồ sơ và \
               thời hạn giải quyết.\n\
               2. Đề xuất phương án đơn giản hóa, trong đó:\n\
               a) cắt giảm tối thiểu *20% số thủ tục*;\n\
               b) cắt giảm tối thiểu *20% chi phí tuân thủ*.\n\
               3. Báo cáo kết quả trước ngày cuối cùng của tháng.\n\n\
               Điều 3. Tổ công tác tự giải thể sau khi hoàn thành nhiệm vụ.\n\n\
               Điều 4. Quyết định có hiệu lực từ ngày ký. Chánh Văn phòng Sở, trưởng các phòng và các ông, bà có tên tại \
               Điều 1 chịu trách nhiệm thi hành./.",
        annex: Some((
            "Danh sách thành viên Tổ công tác",
            "| STT | Họ và tên | Chức vụ | Nhiệm vụ |\n|--|--------|----------|------|\n\
             | 1 | Nguyễn Thị Ngọc Ánh | Phó Giám đốc | Tổ trưởng |\n\
             | 2 | Vũ Hoàng Nam | Trưởng phòng Cải cách hành chính | Tổ phó |\n\
             | 3 | Đỗ Khánh Linh | Chuyên viên | Thư ký |",
        )),
        stage: Stage::Issued,
    },
    Piece {
        kind: "GM",
        subject: "Họp đánh giá tiến độ số hóa hồ sơ thủ tục hành chính",
        text: "Tới dự cuộc họp đánh giá tiến độ số hóa hồ sơ thủ tục hành chính.\n\n\
               **Chủ trì:** Giám đốc Sở.\n\n\
               **Thời gian:** 14 giờ 00 phút ngày làm việc kế tiếp.\n\n\
               **Địa điểm:** Phòng họp tầng 2, trụ sở cơ quan.\n\n\
               Đề nghị các đơn vị chuẩn bị số liệu theo biểu mẫu đã gửi và cử đúng thành phần tham dự./.",
        annex: None,
        stage: Stage::Issued,
    },
    Piece {
        kind: "KH",
        subject: "Tập huấn kỹ năng soạn thảo văn bản điện tử cho công chức",
        text: "## I. MỤC ĐÍCH, YÊU CẦU\n\n\
               1. Bảo đảm toàn bộ công chức soạn thảo văn bản đúng thể thức ngay trên hệ thống.\n\
               2. Nội dung ngắn gọn, thực hành là chính.\n\n\
               ## II. NỘI DUNG\n\n\
               | STT | Nội dung | Thời lượng |\n|--|----------|---|\n\
               | 1 | Thể thức văn bản hành chính | 02 giờ |\n| 2 | Soạn thảo, trình ký trên hệ thống | 03 giờ |\n\n\
               ## III. TỔ CHỨC THỰC HIỆN\n\n\
               1. Văn phòng chuẩn bị hội trường, tài liệu.\n\
               2. Các phòng cử công chức tham dự đầy đủ./.",
        annex: None,
        stage: Stage::Submitted,
    },
    Piece {
        kind: "CV",
        subject: "Đề nghị cung cấp số liệu hồ sơ giải quyết trước hạn",
        text: "Để có căn cứ tổng hợp kết quả giải quyết thủ tục hành chính, đề nghị quý cơ quan cung cấp số liệu hồ sơ \
               giải quyết trước hạn trong quý, cụ thể:\n\n\
               1. Số hồ sơ tiếp nhận, trong đó tách riêng hồ sơ trực tuyến.\n\
               2. Số hồ sơ trả kết quả **trước hạn**, **đúng hạn**, **quá hạn**.\n\n\
               Số liệu gửi về Sở qua hệ thống quản lý văn bản để tổng hợp./.",
        annex: None,
        stage: Stage::Laid,
    },
    Piece {
        kind: "TTr",
        subject: "Phê duyệt danh mục thủ tục hành chính nội bộ cần đơn giản hóa",
        text: "Thực hiện kế hoạch rà soát thủ tục hành chính nội bộ, Sở kính trình xem xét, phê duyệt danh mục thủ tục \
               cần đơn giản hóa với các nội dung chính sau:\n\n\
               1. Sự cần thiết ban hành",
        annex: None,
        stage: Stage::Typed,
    },
];

/// Whether it is a piece, for which kind, its name, its text.
const MODELS: &[(bool, &str, &str, &str)] = &[
    (
        false,
        "QĐ",
        "Quyết định thành lập tổ công tác",
        "> Căn cứ chức năng, nhiệm vụ, quyền hạn của {cơ quan};\n> Theo đề nghị của Trưởng phòng ….\n\n\
         Điều 1. {trích yếu}, gồm các thành viên có tên tại Phụ lục kèm theo.\n\nĐiều 2. Nhiệm vụ của Tổ công tác\n\n\
         1. …\n2. …\n\nĐiều 3. Quyết định có hiệu lực từ ngày ký. Các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành./.",
    ),
    (
        false,
        "CV",
        "Công văn đề nghị cung cấp số liệu",
        "Để có căn cứ tổng hợp, {cơ quan} đề nghị {nơi nhận} cung cấp số liệu, cụ thể:\n\n1. …\n2. …\n\n\
         Số liệu gửi về {cơ quan} qua hệ thống quản lý văn bản trước ngày …/.",
    ),
    (true, "", "Câu kết công văn", "Rất mong nhận được sự quan tâm, phối hợp của quý cơ quan./."),
    (
        true,
        "QĐ",
        "Điều khoản thi hành",
        "Điều … Quyết định có hiệu lực từ ngày ký. Chánh Văn phòng, trưởng các phòng và các cá nhân có liên quan chịu \
         trách nhiệm thi hành./.",
    ),
    (
        true,
        "",
        "Bảng danh sách",
        "| STT | Họ và tên | Chức vụ | Ghi chú |\n|--|--------|------|---|\n| 1 |  |  |  |",
    ),
];

/// Writes all of it, some hours before now.
///
/// # Errors
/// Those of the actions.
pub(crate) fn write(app: &App, cast: &Cast, now: Time) -> Outcome<usize> {
    let Some(office) = cast.offices.iter().find(|office| office.symbol == WRITES && office.leader.is_some())
    else {
        return Ok(0);
    };
    let officer = office.drafter(0);
    for (piece, kind, name, text) in MODELS {
        let ctx = at(app, officer, now.plus(-6 * Time::HOUR));
        let input = ModelInput {
            piece: *piece,
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            body: Prose::parse(text),
            version: None,
        };
        app.db.write(&ctx, |tx| writing::save_model(tx, &ctx, None, &input))?;
    }
    let others = cast.offices.iter().filter(|other| other.agency != office.agency).take(3);
    let recipients: Vec<RecipientInput> =
        others.map(|other| RecipientInput::Agency { id: other.agency }).collect();
    for (number, piece) in (0..).zip(PIECES) {
        one(app, office, piece, &recipients, now.plus((number * 20 - 300) * Time::MINUTE), now)?;
    }
    Ok(PIECES.len())
}

fn at(app: &App, seat: &Seat, at: Time) -> Ctx {
    let mut ctx = system(app, at);
    ctx.actor = seat.actor.clone();
    ctx
}

/// One document, as far as it has come.
fn one(
    app: &App,
    office: &Office,
    piece: &Piece,
    recipients: &[RecipientInput],
    from: Time,
    now: Time,
) -> Outcome<Uuid> {
    let officer = office.drafter(0);
    let ctx = at(app, officer, from);
    let draft = DraftInput {
        kind: piece.kind.to_owned(),
        subject: piece.subject.to_owned(),
        urgency: "normal".to_owned(),
        body: Some(office.body),
        signer: office.leader.as_ref().map(|leader| leader.position),
        recipients: recipients.to_vec(),
        ..DraftInput::default()
    };
    let id = app.db.write(&ctx, |tx| outgoing::create_draft(tx, &ctx, &draft, &[]))?;
    let texts = std::iter::once(("", piece.text)).chain(piece.annex);
    for (part, (title, text)) in (0..).zip(texts) {
        let input = WriteInput { title: title.to_owned(), body: Prose::parse(text), version: None };
        app.db.write(&ctx, |tx| writing::write(tx, &ctx, id, part, &input))?;
    }
    if piece.stage == Stage::Typed {
        return Ok(id);
    }
    let planned = office.route(0).into_iter().zip(1..);
    let steps: Vec<PlannedStep> = planned
        .map(|((kind, seat), ordinal)| PlannedStep { kind, ordinal, who: Asked::Position(seat.position) })
        .collect();
    let signer = steps.iter().find(|step| step.kind == StepKind::Signer).map(|step| step.who.desk());
    let laid = papers::set(&app.db, &app.files, &app.papers, &ctx, id, Which::Written, |read, document| {
        papers::sign_by(read, &ctx, document, signer)
    })?;
    app.db.write(&ctx, |tx| papers::lay(tx, &ctx, id, &laid, None))?;
    if piece.stage == Stage::Laid {
        return Ok(id);
    }
    let words = "Kính trình lãnh đạo xem xét, ký ban hành.".to_owned();
    let input = SubmitInput { steps, words, version: None };
    app.db.write(&ctx, |tx| outgoing::submit(tx, &ctx, id, &input))?;
    if piece.stage == Stage::Submitted {
        return Ok(id);
    }
    for (_, seat) in office.route(0) {
        let ctx = at(app, seat, from.plus(5 * Time::MINUTE));
        app.db.write(&ctx, |tx| -> Result<(), Error> {
            let waiting = route::steps(tx, id)?.into_iter().find(|step| step.state() == StepState::Current);
            let Some(step) = waiting else { return Ok(()) };
            outgoing::approve(tx, &ctx, step.id, &StepInput::default())
        })?;
    }
    // Dates of a series never run backwards, and others have numbered today.
    let ctx = at(app, &office.clerk, now);
    app.db.write(&ctx, |tx| outgoing::number(tx, &ctx, id, &NumberInput::default()))?;
    papers::settle(&app.db, &app.files, &app.papers, &ctx, id)?;
    app.db.write(&ctx, |tx| outgoing::issue(tx, &ctx, id, &IssueInput::default()))?;
    Ok(id)
}

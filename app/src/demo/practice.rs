//! What an office keeps and does besides its daily letters: a committee with members of several agencies, routes kept
//! ready, a unit's own register, numbers reserved ahead, an internal notice, and initials that a change has voided.

use super::cast::{Cast, Office, Seat};
use crate::failure::{Failure, Outcome};
use calendar::Time;
use context::{Actor, Ctx, Uuid};
use db::Tx;
use documents::actions::outgoing::series::{self, ReserveInput, SeriesInput};
use documents::actions::outgoing::{
    self as out, DraftInput, NumberInput, RecipientInput, StepInput, SubmitInput,
};
use documents::actions::sets::{self, SetInput};
use documents::model::document::{PartRole, Way};
use documents::model::route::{Asked, PlannedStep, StepKind, StepState};
use documents::model::series::Purpose;
use documents::store::set::Opinion;
use documents::store::{number, route};
use documents::{Error, PartInput};
use edge::App;
use organisation::actions::{MemberInput, constitute, take_member};
use paper::{Block, Head, Letter, Signature};
use std::sync::Arc;

/// So long ago it begins.
const AGO: i64 = 6 * Time::HOUR;

/// Plays it in the first agency of the cast.
pub(crate) fn play(app: &App, cast: &Cast, now: Time) -> Outcome {
    let Some(office) = cast.offices.first() else { return Ok(()) };
    let (Some(first), Some(second)) = (office.units.first(), office.units.get(1)) else { return Ok(()) };
    let Some(at_the_office) = &office.office else { return Ok(()) };
    let set = |subject: &str, text: &str| set(app, office, subject, text, now);
    let plan = "Kế hoạch kiểm tra công tác văn thư, lưu trữ năm nay";
    let papers = [
        set(plan, "Kiểm tra việc lập hồ sơ công việc và nộp lưu tại các phòng chuyên môn.")?,
        set(plan, "Kiểm tra việc lập hồ sơ công việc, nộp lưu và quản lý con dấu tại các phòng chuyên môn.")?,
    ];
    let notice = "Lịch trực cơ quan trong dịp nghỉ lễ";
    let notice_paper = set(notice, "Các phòng cử người trực theo lịch kèm theo và báo Văn phòng.")?;
    let ago = |seat: &Seat, after: i64| by(app, &seat.actor, now.plus(after - AGO));
    let system = by_system(app, now.plus(-AGO));
    app.db.write(&system, |tx| -> Result<(), Error> {
        let office_ctx = ago(&first.officer, 0);
        let route = |kinds: &[(StepKind, Asked)]| -> Vec<PlannedStep> {
            let planned = kinds.iter().zip(1..);
            planned.map(|((kind, who), ordinal)| PlannedStep { kind: *kind, ordinal, who: *who }).collect()
        };
        let Some(leader) = &office.leader else { return Ok(()) };
        let ordinary = route(&[
            (StepKind::Head, Asked::Position(first.head.position)),
            (StepKind::Office, Asked::Position(at_the_office.position)),
            (StepKind::Signer, Asked::Position(leader.position)),
        ]);
        let asked = route(&[
            (StepKind::Head, Asked::Position(first.head.position)),
            (StepKind::Opinion, Asked::Unit(second.id)),
            (StepKind::Office, Asked::Position(at_the_office.position)),
            (StepKind::Signer, Asked::Position(leader.position)),
        ]);
        out::save_template(tx, &office_ctx, "Luồng thường", "", &ordinary)?;
        out::save_template(tx, &office_ctx, "Luồng xin ý kiến phòng liên quan", "", &asked)?;
        // Dates of a series never run backwards, and others have numbered today.
        let clerk = ago(&office.clerk, AGO);
        keep_numbers(tx, &clerk, office, first.id, first.officer.position)?;
        // The office mends the text after the head of unit has given initials to it.
        let draft = |subject: &str, way: Way, recipients: Vec<RecipientInput>| DraftInput {
            kind: if way == Way::Internal { "TB" } else { "KH" }.to_owned(),
            subject: subject.to_owned(),
            urgency: "normal".to_owned(),
            body: Some(office.body),
            way,
            recipients,
            ..DraftInput::default()
        };
        let others: Vec<RecipientInput> =
            cast.offices.iter().skip(1).take(2).map(|to| RecipientInput::Agency { id: to.agency }).collect();
        let officer = ago(&first.officer, Time::HOUR);
        let id = out::create_draft(tx, &officer, &draft(plan, Way::Electronic, others), &papers[..1])?;
        let submit = |steps: &[PlannedStep]| SubmitInput {
            steps: steps.to_vec(),
            words: "Kính trình lãnh đạo xem xét, ký ban hành.".to_owned(),
            version: None,
        };
        out::submit(tx, &officer, id, &submit(&ordinary))?;
        approve(tx, &ago(&first.head, 2 * Time::HOUR), id)?;
        let revision = out::RevisionInput {
            parts: papers[1..].to_vec(),
            reason: "Bổ sung nội dung quản lý con dấu".to_owned(),
            version: None,
        };
        out::revise(tx, &ago(at_the_office, 3 * Time::HOUR), id, &revision)?;
        // An internal notice to the other unit, issued.
        let to = vec![RecipientInput::Unit { id: second.id }];
        let parts = std::slice::from_ref(&notice_paper);
        let id = out::create_draft(tx, &officer, &draft(notice, Way::Internal, to), parts)?;
        out::submit(tx, &officer, id, &submit(&ordinary))?;
        for (seat, hours) in [(&first.head, 2), (at_the_office, 3), (leader, 4)] {
            approve(tx, &ago(seat, hours * Time::HOUR), id)?;
        }
        out::number(tx, &clerk, id, &NumberInput::default())?;
        out::issue(tx, &clerk, id, &out::IssueInput::default())
    })?;
    app.db.write(&system, |tx| committee(tx, &system, cast, office))?;
    upward(app, cast, office, now)?;
    Ok(())
}

/// A set submitted to the city's people's committee, which waits to be examined there.
fn upward(app: &App, cast: &Cast, office: &Office, now: Time) -> Outcome {
    let Some(city) = cast.offices.iter().find(|one| one.above.is_none()) else { return Ok(()) };
    let (Some(unit), Some(leader)) = (office.units.first(), &office.leader) else { return Ok(()) };
    let subject = "Quyết định ban hành Quy chế hoạt động của bộ phận một cửa";
    let cover_subject = "Tờ trình về việc ban hành Quy chế hoạt động của bộ phận một cửa";
    let cover_paper =
        set(app, office, cover_subject, "Kính trình Ủy ban nhân dân Thành phố xem xét, ban hành.", now)?;
    let draft = set(
        app,
        office,
        subject,
        "Ban hành kèm theo Quyết định này Quy chế hoạt động của bộ phận một cửa.",
        now,
    )?;
    let ago = |seat: &Seat, hours: i64| by(app, &seat.actor, now.plus(hours * Time::HOUR - AGO));
    app.db.write(&by_system(app, now.plus(-AGO)), |tx| -> Result<(), Error> {
        let officer = ago(&unit.officer, 1);
        let input = DraftInput {
            kind: "TTr".to_owned(),
            subject: cover_subject.to_owned(),
            urgency: "normal".to_owned(),
            body: Some(office.body),
            recipients: vec![RecipientInput::Agency { id: city.agency }],
            ..DraftInput::default()
        };
        let cover = out::create_draft(tx, &officer, &input, std::slice::from_ref(&cover_paper))?;
        let steps = [(StepKind::Head, &unit.head), (StepKind::Signer, leader)]
            .into_iter()
            .zip(1..)
            .map(|((kind, seat), ordinal)| PlannedStep { kind, ordinal, who: Asked::Position(seat.position) })
            .collect();
        out::submit(tx, &officer, cover, &SubmitInput { steps, ..SubmitInput::default() })?;
        approve(tx, &ago(&unit.head, 2), cover)?;
        approve(tx, &ago(leader, 3), cover)?;
        let clerk = by(app, &office.clerk.actor, now);
        out::number(tx, &clerk, cover, &NumberInput::default())?;
        out::issue(tx, &clerk, cover, &out::IssueInput::default())?;
        let opinion = |who: &str, said: &str, taken: &str| Opinion {
            who: who.to_owned(),
            said: said.to_owned(),
            taken: taken.to_owned(),
        };
        let input = SetInput {
            cover,
            body: Some(city.body),
            kind: "QĐ".to_owned(),
            subject: subject.to_owned(),
            opinions: vec![
                opinion("Sở Tư pháp", "Bổ sung căn cứ ban hành", "Đã tiếp thu tại phần căn cứ"),
                opinion(
                    "Sở Thông tin và Truyền thông",
                    "Quy định việc số hóa hồ sơ khi tiếp nhận",
                    "Đã tiếp thu tại Điều 6",
                ),
                opinion("Sở Tài chính", "Bố trí kinh phí trong năm", "Giữ như dự thảo, vì dự toán đã giao"),
            ],
        };
        sets::submit_set(tx, &by(app, &unit.officer.actor, now), &input, std::slice::from_ref(&draft))?;
        Ok(())
    })?;
    Ok(())
}

/// Approves the step whose turn it is.
fn approve(tx: &mut Tx<'_>, ctx: &Ctx, document: Uuid) -> Result<(), Error> {
    let steps = route::steps(tx, document)?;
    let step = steps.iter().find(|step| step.state() == StepState::Current).ok_or(Error::NotFound)?;
    out::approve(tx, ctx, step.id, &StepInput::default())
}

/// A unit's own register, and two numbers reserved for a press briefing.
fn keep_numbers(
    tx: &mut Tx<'_>,
    clerk: &Ctx,
    office: &Office,
    unit: Uuid,
    holder: Uuid,
) -> Result<(), Error> {
    let own = SeriesInput {
        name: "Sổ văn bản nội bộ Phòng Cải cách hành chính".to_owned(),
        pattern: "{n}/{type}-{unit}".to_owned(),
        purpose: Purpose::Internal,
        body: Some(office.body),
        unit: Some(unit),
        ..SeriesInput::default()
    };
    series::open_series(tx, clerk, &own)?;
    let all = number::outgoing(tx, office.body, clerk.now.day())?;
    let Some(common) =
        all.iter().find(|series| series.types.is_empty() && series.purpose() == Purpose::Documents)
    else {
        return Ok(());
    };
    let reserve = ReserveInput {
        count: 2,
        holder: Some(holder),
        until: Some(clerk.now.day().plus(5)),
        reason: "Văn bản công bố tại buổi họp báo".to_owned(),
    };
    series::reserve(tx, clerk, common.id, &reserve)?;
    Ok(())
}

/// The committee that the agency serves: led by the city's leader, with the seal of the people's committee.
fn committee(tx: &mut Tx<'_>, ctx: &Ctx, cast: &Cast, office: &Office) -> Result<(), organisation::Error> {
    let today = ctx.now.day();
    let bodies = organisation::issuing_bodies_of(tx, office.agency, today)?;
    let Some(body) = bodies.into_iter().find(|body| body.stands_for.is_none()) else { return Ok(()) };
    let city = cast.offices.iter().find(|one| one.above.is_none());
    constitute(tx, ctx, body.id, Some(office.agency), city.map(|city| city.body))?;
    let seats = [(city, "Trưởng ban", true), (Some(office), "Phó Trưởng ban thường trực", true)];
    let others = cast.offices.iter().skip(3).take(4).map(|one| (Some(one), "Ủy viên", false));
    for (office, title, signs) in seats.into_iter().chain(others) {
        let Some(leader) = office.and_then(|office| office.leader.as_ref()) else { continue };
        let input = MemberInput { position: leader.position, title: title.to_owned(), signs };
        take_member(tx, ctx, body.id, &input, body.starts)?;
    }
    Ok(())
}

fn by(app: &App, actor: &Actor, at: Time) -> Ctx {
    let mut ctx = Ctx::new(actor.clone(), at, Arc::clone(&app.law.load()));
    ctx.request = "demo".to_owned();
    ctx
}

fn by_system(app: &App, at: Time) -> Ctx {
    by(app, &Actor::system(), at)
}

/// A paper of the agency, on disk.
fn set(app: &App, office: &Office, subject: &str, text: &str, now: Time) -> Result<PartInput, Failure> {
    let leader = office.leader.as_ref();
    let letter = Letter {
        head: Head {
            parent: office.above.clone(),
            issuer: office.name.clone(),
            symbol: office.symbol.clone(),
            place: "Hà Nội".to_owned(),
            made: Some(now),
            ..Head::default()
        },
        subject: subject.to_owned(),
        body: vec![Block::paragraph(text)],
        recipients: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
        signature: Signature {
            authority: Vec::new(),
            position: leader.map(|leader| leader.title.clone()).unwrap_or_default(),
            name: leader.map(|leader| leader.name.clone()).unwrap_or_default(),
        },
        ..Letter::default()
    };
    let pdf = app.papers.set(letter)?;
    let pages = app.papers.inspect(&pdf)?.pages();
    Ok(PartInput { role: PartRole::Main, file: app.files.put("van-ban.pdf", &pdf)?, pages: pages.into() })
}

//! Reading, directing, registering.

use calendar::{Day, Remaining, Time};
use context::Uuid;
use maud::{Markup, html};
use ui::{
    Button, Choice, Column, Control, Deadline, Desk, Event, Field, Form, Group, Icon, Lang, Letter, ListPane,
    Note, Opt, PageHead, Pager, Reading, Row, Side, Table,
};

fn at(day: i8, hour: i8, minute: i8) -> Time {
    Time::local(Day::new(2023, 8, day).unwrap_or(Day(0)), hour, minute)
}

fn now() -> Time {
    at(17, 9, 20)
}

struct Doc(&'static str, &'static str, &'static str, &'static str, Time, Deadline);

fn rows(lang: Lang, docs: Vec<Doc>, unread: usize) -> Vec<Row> {
    docs.into_iter()
        .enumerate()
        .map(|(place, Doc(from, subject, code, urgency, at, deadline))| Row {
            unread: place < unread,
            current: place == 0 && unread > 0,
            at: ui::time::hour(lang, at),
            urgency: (!urgency.is_empty()).then(|| urgency.to_owned()),
            code: code.to_owned(),
            deadline: Some(deadline),
            ..Row::new(format!("?doc={code}"), from, subject)
        })
        .collect()
}

pub(crate) fn inbox(lang: Lang, side: Side) -> Markup {
    let left = |remaining| Deadline::of(lang, remaining);
    let today = vec![
        Doc(
            "UBND thành phố Hà Nội",
            "Rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023",
            "2587/UBND-KSTTHC",
            "Khẩn",
            at(17, 9, 2),
            left(Remaining::Soon(1)),
        ),
        Doc(
            "Bộ Nội vụ",
            "Tự đánh giá, chấm điểm xác định Chỉ số cải cách hành chính năm 2023 của các tỉnh, thành phố",
            "4392/BNV-CCHC",
            "",
            at(17, 8, 47),
            left(Remaining::Days(9)),
        ),
        Doc(
            "Văn phòng UBND Thành phố",
            "Thông báo kết luận giao ban tháng 8: tiến độ sắp xếp đơn vị hành chính cấp xã",
            "369/TB-VP",
            "Hỏa tốc",
            at(17, 8, 30),
            left(Remaining::Today(at(17, 17, 0))),
        ),
        Doc(
            "Sở Thông tin và Truyền thông",
            "Hoàn thành cấp chứng thư số cho cán bộ, công chức 579 xã, phường, thị trấn",
            "1984/STTTT-CNTT",
            "",
            at(17, 8, 12),
            left(Remaining::Days(6)),
        ),
        Doc(
            "UBND quận Cầu Giấy",
            "Xin ý kiến phương án bố trí công chức phường sau sắp xếp",
            "1216/UBND-NV",
            "",
            at(17, 7, 55),
            Deadline::waiting_for(lang, "Phòng Xây dựng chính quyền"),
        ),
    ];
    let yesterday = vec![
        Doc(
            "Sở Tài chính",
            "Thẩm định kinh phí thực hiện tinh giản biên chế đợt 2 năm 2023",
            "4718/STC-QLNS",
            "",
            at(16, 16, 40),
            left(Remaining::LateDays(2)),
        ),
        Doc(
            "UBND huyện Sóc Sơn",
            "Báo cáo kết quả công tác cải cách hành chính tháng 7 năm 2023",
            "214/BC-UBND",
            "",
            at(16, 15, 18),
            Deadline::done(lang),
        ),
        Doc(
            "UBND phường Dịch Vọng Hậu",
            "Đề nghị hướng dẫn đánh giá, xếp loại cán bộ không chuyên trách",
            "87/UBND",
            "",
            at(16, 14, 5),
            left(Remaining::Days(4)),
        ),
    ];
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let list = ListPane {
        lang,
        title: word("Văn bản đến", "Incoming documents").into(),
        summary: word("38, có 4 chưa đọc", "38, 4 unread").into(),
        tools: html! {
            (Button::link(word("Sắp theo hạn xử lý", "Sort by deadline"), "?by=due").quiet().only_icon(Icon::Sort))
        },
        chips: ui::chips(
            word("Lọc", "Filter"),
            &[
                Choice::new(word("Tất cả", "All"), "?").current(true),
                Choice::new(word("Chờ bút phê", "To direct"), "?state=to-direct").count(9),
                Choice::new(word("Khẩn", "Urgent"), "?urgent=yes").count(3),
                Choice::new(word("Quá hạn", "Overdue"), "?late=yes").count(2),
            ],
        ),
        groups: vec![
            Group {
                name: word("Hôm nay", "Today").into(),
                note: word("5 văn bản", "5 documents").into(),
                rows: rows(lang, today, 4),
            },
            Group {
                name: word("Hôm qua", "Yesterday").into(),
                note: word("9 văn bản", "9 documents").into(),
                rows: rows(lang, yesterday, 0),
            },
        ],
        empty: html! {},
        pager: Pager { previous: None, next: Some("?after=abc".into()) },
        keys: vec![
            ("j k", word("di chuyển", "move").into()),
            ("b", word("bút phê", "direct").into()),
            ("e", word("lưu hồ sơ", "file").into()),
            ("?", word("phím tắt", "keys").into()),
        ],
    };
    ui::inbox(side, &list, &html! { (reading(lang)) })
}

fn reading(lang: Lang) -> Reading {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    Reading {
        title: "Rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023".into(),
        bar: html! {
            (Button::link(word("Về danh sách", "Back to the list"), "inbox").quiet().only_icon(Icon::Left).for_narrow())
            (ui::steps(lang, Some("?before"), Some("?after"), "1 / 38"))
            span class="push" {}
            (Button::link(word("Chuyển", "Forward"), "forward").quiet().icon(Icon::Forward).key("f"))
            (Button::link(word("Lưu hồ sơ", "File"), "archive").quiet().icon(Icon::Archive).key("e"))
            (Button::link(word("In văn bản và phiếu xử lý", "Print document and slip"), "print").quiet().only_icon(Icon::Print))
            (Button::opens(word("Thao tác khác", "Other actions"), "more").quiet().only_icon(Icon::More))
            (ui::menu("more", &[
                (None, word("Báo trùng, gửi nhầm", "Report as duplicate or misdirected"), "duplicate"),
                (None, word("Xin gia hạn", "Ask for more time"), "extend"),
                (None, word("Gắn văn bản liên quan", "Link a document"), "link"),
            ]))
        },
        facts: html! {
            (ui::urgency_tag("Khẩn"))
            (ui::deadline_badge(&Deadline::of(lang, Remaining::Soon(1))))
            span { b { "UBND thành phố Hà Nội" } }
            (ui::code("2587/UBND-KSTTHC"))
            span { (word("Ban hành 15/8/2023", "Issued 15 Aug 2023")) }
        },
        desk: html! {
            (Desk {
                name: word("Toàn văn văn bản", "The document").into(),
                tools: html! {
                    span class="count" { (word("Trang 1 / 1", "Page 1 / 1")) }
                    a class="link count" href="#annexes" { (word("2 phụ lục", "2 annexes")) }
                    span class="push" {}
                    (Button::link(word("Mở lớn", "Enlarge"), "page").quiet().small().icon(Icon::ZoomIn).key("z"))
                },
                paper: letter().show(word("Trang 1 của văn bản", "Page 1 of the document")),
            })
        },
        side: html! { (directing(lang)) (history(lang)) },
        actions: html! {},
    }
}

fn units() -> Vec<Opt> {
    [
        "Phòng Cải cách hành chính",
        "Văn phòng Sở",
        "Phòng Tổ chức biên chế",
        "Phòng Xây dựng chính quyền",
        "Thanh tra Sở",
    ]
    .iter()
    .enumerate()
    .map(|(place, name)| Opt::new(place.to_string(), *name))
    .collect()
}

fn directing(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let opts = |all: [(&str, &str); 4]| all.map(|(value, name)| Opt::new(value, name)).to_vec();
    let days = opts([
        ("17", word("Hôm nay", "Today")),
        ("18", word("Mai, T6 18/8", "Fri 18 Aug")),
        ("21", word("T2 21/8", "Mon 21")),
        ("other", word("Khác", "Other")),
    ]);
    let content = html! {
        div class="panel__head" { h3 { (word("Bút phê", "Direct")) } (ui::keys("b")) }
        (Field::new("opinion", word("Nội dung", "Direction"), Control::area("Phòng Cải cách hành chính tham mưu tổng hợp, dự thảo tờ trình. Báo cáo tôi trước khi trình ký.", 3)).bare().key("b"))
        (Field::new("lead", word("Chủ trì", "Lead"), Control::Pick { options: units(), chosen: vec!["0".into()], several: false, more: word("Đổi…", "Change…").into(), source: None }))
        (Field::new("with", word("Phối hợp", "Coordinating"), Control::Pick { options: units(), chosen: vec!["1".into(), "2".into()], several: true, more: word("Thêm…", "Add…").into(), source: None }))
        (Field::new("due", word("Hạn xử lý", "Due"), Control::segments(days, "18")))
        (Field::new("follow", word("Theo dõi thành nhiệm vụ, nhắc trước 4 giờ", "Follow as a task, remind 4 hours before"), Control::check(true)))
        div class="btns" {
            (Button::submit(word("Bút phê và chuyển", "Direct and forward")).primary().grow().key("Ctrl+Enter"))
            (Button::submit(word("Để biết", "For information")).value("then", "inform"))
        }
    };
    html! { (Form::post("direct", Uuid::from_u128(1), content).class("panel form").id("direct").version(3).guard()) }
}

fn history(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let events = [
        Event {
            what: html! { b { (word("Chờ bút phê", "Awaits direction")) } " " (word("của", "by")) " Trần Thu Hà" },
            said: None,
            at: ui::time::hour(lang, at(17, 9, 2)),
            now: true,
        },
        Event {
            what: html! { "Vũ Hoàng Nam " (word("đề xuất", "proposes")) },
            said: Some(
                "Giao Phòng CCHC chủ trì; hạn Thành phố yêu cầu là 18/8, đề nghị chốt số liệu trong hôm nay."
                    .into(),
            ),
            at: ui::time::hour(lang, at(17, 8, 58)),
            now: false,
        },
        Event {
            what: html! { "Đỗ Khánh Linh " (word("vào sổ, số đến", "registered it, number")) " " b { (ui::code("5213")) } },
            said: None,
            at: ui::time::hour(lang, at(17, 8, 41)),
            now: false,
        },
        Event {
            what: html! { (word("Nhận qua trục liên thông, chữ ký số hợp lệ", "Received through the exchange, signature valid")) },
            said: None,
            at: ui::time::time(lang, at(16, 16, 39), now()),
            now: false,
        },
    ];
    let log = html! { a class="link count" href="log" { (word("Nhật ký đầy đủ", "Full log")) } };
    ui::panel(word("Diễn biến", "History"), &log, &ui::timeline(&events))
}

fn letter() -> Letter {
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let paragraphs = [
        "Thực hiện kế hoạch rà soát, đơn giản hóa thủ tục hành chính nội bộ trong hệ thống hành chính nhà nước giai đoạn 2022 - 2025, Ủy ban nhân dân Thành phố yêu cầu:",
        "1. Các sở, cơ quan tương đương sở; Ủy ban nhân dân các quận, huyện, thị xã rà soát, thống kê toàn bộ thủ tục hành chính nội bộ thuộc phạm vi quản lý; đề xuất phương án cắt giảm tối thiểu 20% số thủ tục và 20% chi phí tuân thủ; gửi kết quả về Sở Nội vụ trước ngày 18 tháng 8 năm 2023.",
        "2. Sở Nội vụ chủ trì, phối hợp với Văn phòng Ủy ban nhân dân Thành phố tổng hợp kết quả, dự thảo Quyết định phê duyệt phương án đơn giản hóa, trình Chủ tịch Ủy ban nhân dân Thành phố trước ngày 31 tháng 8 năm 2023.",
        "3. Văn phòng Ủy ban nhân dân Thành phố theo dõi, đôn đốc và báo cáo kết quả thực hiện hằng tuần.",
        "Yêu cầu thủ trưởng các cơ quan, đơn vị nghiêm túc thực hiện./.",
    ];
    Letter {
        superior: None,
        issuer: html! { "ỦY BAN NHÂN DÂN" br; "THÀNH PHỐ HÀ NỘI" },
        number: html! { "Số: 2587/UBND-KSTTHC" },
        about: html! { "V/v rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023" },
        urgency: Some("KHẨN".into()),
        place_and_date: html! { "Hà Nội, ngày 15 tháng 8 năm 2023" },
        to: lines(&["Các sở, cơ quan tương đương sở", "Ủy ban nhân dân các quận, huyện, thị xã"]),
        body: paragraphs.iter().map(|text| html! { (text) }).collect(),
        recipients: lines(&[
            "Như trên",
            "Chủ tịch UBND Thành phố (để báo cáo)",
            "Các Phó Chủ tịch UBND Thành phố",
            "Lưu: VT, KSTTHC",
        ]),
        capacity: lines(&["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        signer: "Lê Quang Vinh".into(),
    }
}

pub(crate) fn register(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let urgency = vec![
        Opt::new("normal", "Thường"),
        Opt::new("urgent", "Khẩn").hot(),
        Opt::new("high", "Thượng khẩn").hot(),
        Opt::new("flash", "Hỏa tốc").hot(),
    ];
    let duplicate = Note::warning("4718/STC-QLNS ngày 14/8/2023 đã nhận qua trục liên thông hôm qua, 16:40. Trích yếu giống 100%, bản kia đã ký số.")
        .title("Có thể trùng với số đến 5187")
        .button(Button::link("So sánh hai bản", "compare").key("Alt+S"))
        .button(Button::submit("Gắn vào số 5187, không vào sổ").value("then", "attach").key("Alt+T"));
    let fields = html! {
        (ui::readout(&html! { (word("Đã đọc 6 trường từ bản quét.", "6 fields read from the scan.")) " " b { (word("1 trường cần kiểm tra", "1 to check")) } }, "F2"))
        div class="form" {
            (ui::row(&[
                Field::new("symbol", word("Số ký hiệu", "Symbol"), Control::text("4718/STC-QLNS")).read_from_scan(lang).span(3),
                Field::new("issued", word("Ngày ban hành", "Issued"), Control::date("14/8/2023")).read_from_scan(lang).span(3),
            ]))
            (duplicate)
            (ui::row(&[
                Field::new("issuer", word("Cơ quan ban hành", "Issuer"), Control::Combo { value: "Sở Tài chính".into(), proposals: vec!["Sở Tài chính".into(), "Sở Tư pháp".into()], source: Some("/issuers".into()) }).read_from_scan(lang).span(4),
                Field::new("kind", word("Loại", "Kind"), Control::select(["Công văn", "Báo cáo", "Quyết định"].map(|name| Opt::new(name, name)).to_vec(), "Công văn")).span(2),
                Field::new("subject", word("Trích yếu", "Subject"), Control::area("Thẩm định kinh phí thực hiện tinh giản biên chế đợt 2 năm 2023", 2)).doubtful("cần kiểm tra: chữ mờ ở “đợt 2”"),
                Field::new("urgency", word("Độ khẩn", "Urgency"), Control::segments(urgency, "normal")).span(4),
                Field::new("copy", word("Bản nhận", "Received as"), Control::segments(vec![Opt::new("paper", "Giấy"), Opt::new("digital", "Điện tử")], "paper")).span(2),
                Field::new("to", word("Trình", "Submit to"), Control::Pick { options: vec![Opt::new("1", "Trần Thu Hà, Phó Giám đốc"), Opt::new("2", "Nguyễn Minh An, Giám đốc")], chosen: vec!["1".into()], several: false, more: "Đổi…".into(), source: None }).aside("theo sổ phân luồng: Tài chính").span(4),
                Field::new("due", word("Hạn xử lý", "Due"), Control::date("25/8/2023")).hint(word("còn 6 ngày làm việc", "6 working days left")).span(2),
            ]))
        }
        (ui::recent(word("Vừa vào sổ", "Just registered"), "148 văn bản hôm nay · trung bình 21 giây", &html! { (recent(lang)) }))
    };
    let bar = html! {
        (Button::submit(word("Vào sổ, mở bản kế", "Register, open the next")).primary().value("then", "next").key("Ctrl+Enter"))
        (Button::submit(word("Vào sổ", "Register")).value("then", "stay").key("Alt+Enter"))
        (Button::submit(word("Để sau", "Later")).quiet().pushed().value("then", "later").key("Escape"))
    };
    let form = Form::post("/documents", Uuid::from_u128(2), ui::entry_form(&fields, &bar))
        .label(word("Vào sổ văn bản đến", "Register a document"))
        .guard();
    let tools = html! {
        span { b { "scan-0028.pdf" } " " span class="muted" { "· 2 trang · 300 dpi" } }
        span class="push" {}
        (Button::link(word("Xoay trang", "Turn the page"), "turn").quiet().only_icon(Icon::Rotate))
        (Button::link(word("Thu nhỏ", "Smaller"), "smaller").quiet().only_icon(Icon::ZoomOut))
        (Button::link(word("Phóng to", "Larger"), "larger").quiet().only_icon(Icon::ZoomIn))
    };
    let mut scan = letter();
    scan.superior = Some(html! { "ỦY BAN NHÂN DÂN" br; "THÀNH PHỐ HÀ NỘI" });
    scan.issuer = html! { mark { "SỞ TÀI CHÍNH" } };
    scan.number = html! { "Số: " mark { "4718/STC-QLNS" } };
    scan.about = html! { "V/v " mark { "thẩm định kinh phí thực hiện tinh giản biên chế" } " " mark class="look" { "đợt 2" } " " mark { "năm 2023" } };
    scan.urgency = None;
    scan.place_and_date = html! { "Hà Nội, " mark { "ngày 14 tháng 8 năm 2023" } };
    let keys = ui::key_line(&[
        ("Tab", word("trường kế", "next field").into()),
        ("Alt+1", word("độ khẩn", "urgency").into()),
        ("Ctrl+D", word("lặp như bản trước", "as the one before").into()),
        ("F2", word("trường cần kiểm tra", "field to check").into()),
    ]);
    let scan = ui::entry_scan(word("Bản quét", "Scan"), &tools, &scan.show("Bản quét, trang 1"), &keys);
    let head = PageHead::new(word("Vào sổ văn bản đến", "Register an incoming document"))
        .scope(ui::next_number(word("Số đến tiếp theo", "Next number"), "5214"))
        .tools(html! {
            (ui::progress(28, 40, word("28 / 40 bản quét", "28 / 40 scans")))
            (Button::link(word("Xem hàng đợi", "The queue"), "queue").quiet().key("q"))
        });
    ui::framed(&head, &ui::entry(&form, &scan))
}

fn recent(lang: Lang) -> Table {
    let undo = |number: &str| html! { (Button::submit(format!("Hoàn tác số đến {number}")).quiet().small().only_icon(Icon::Undo).value("undo", number)) };
    let row = |number: &str, subject: &str, symbol: &str| {
        vec![
            html! { b { (ui::code(number)) } },
            html! { a href="x" { (subject) } },
            html! { span class="muted" { (ui::code(symbol)) } },
            undo(number),
        ]
    };
    let columns = vec![
        Column::text("Số đến").fit(),
        Column::text("Trích yếu").clip(),
        Column::text("Số ký hiệu").fit().spare(),
        Column::actions("Hoàn tác"),
    ];
    Table::new(lang, lang.pick("Vừa vào sổ", "Just registered"), columns)
        .without_head()
        .row(row("5213", "Rà soát, đơn giản hóa thủ tục hành chính nội bộ", "2587/UBND-KSTTHC"))
        .row(row("5212", "Hoàn thành cấp chứng thư số cho cán bộ, công chức", "1984/STTTT-CNTT"))
        .row(row("5211", "Thông báo kết luận giao ban tháng 8", "369/TB-VP"))
}

/// What a leader sees on a phone: the officer's proposal before the page, actions within a thumb's reach.
pub(crate) fn phone(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let points = [
        html! { "Sở Nội vụ " strong { "chủ trì" } " tổng hợp, trình Chủ tịch trước " strong { "31/8" } "." },
        html! { "Thu kết quả của 24 sở, 30 quận, huyện, thị xã trước " strong { "18/8" } ". Đến nay " a class="link" href="missing" { "còn thiếu 9 nơi" } "." },
        html! { "Giao Phòng Cải cách hành chính." },
    ];
    let units = vec![Opt::new("0", "Phòng CCHC"), Opt::new("1", "Văn phòng Sở"), Opt::new("x", "Khác…")];
    let with = vec![Opt::new("1", "Văn phòng Sở"), Opt::new("2", "Tổ chức biên chế")];
    let days = vec![
        Opt::new("17", "Hôm nay"),
        Opt::new("18", "Mai"),
        Opt::new("21", "T2 21/8"),
        Opt::new("x", "Khác"),
    ];
    let direct = html! {
        (Field::new("lead", "Chủ trì", Control::Pills { options: units, chosen: vec!["0".into()], several: false }).id("s-lead"))
        (Field::new("with", "Phối hợp", Control::Pills { options: with, chosen: vec!["1".into()], several: true }).id("s-with"))
        (Field::new("due", "Hạn xử lý", Control::segments(days, "18")).id("s-due"))
        (Field::new("opinion", "Ý kiến", Control::area("Tham mưu tổng hợp, báo cáo tôi trước khi trình ký.", 2)).id("s-opinion"))
        (Button::submit("Chuyển Phòng CCHC, hạn mai 18/8").primary().tap().wide())
    };
    let sign = html! {
        (ui::definitions(&[
            ("Văn bản", html! { "Tờ trình phê duyệt phương án đơn giản hóa" }),
            ("Nơi nhận", html! { "UBND Thành phố, 2 nơi khác" }),
            ("Ký với tư cách", html! { "KT. Giám đốc, Phó Giám đốc" }),
        ]))
        (Note::info("Nội dung đã khóa, không đổi từ lúc Vũ Hoàng Nam trình, 08:58."))
        (Field::new("pin", "Mã PIN chứng thư số", Control::secret("off").large()))
        (Button::submit("Ký và phát hành").primary().tap().wide().icon(Icon::Sign).online())
        (Button::submit("Trả lại, ghi lý do").quiet().tap().wide().value("then", "return"))
    };
    let content = html! {
        div class="btns" { (ui::urgency_tag("Khẩn")) (ui::deadline_badge(&Deadline::of(lang, Remaining::Soon(1)))) }
        h1 { "Rà soát, đơn giản hóa thủ tục hành chính nội bộ năm 2023" }
        p class="muted small" { "UBND thành phố Hà Nội" br; (ui::code("2587/UBND-KSTTHC")) " · 15/8/2023" }
        (ui::brief("Vũ Hoàng Nam", word("đề xuất", "proposes"), &points))
        (ui::attachment("draft", "Tờ trình kèm theo, chờ ký", "Dự thảo 2, 3 trang, trình lúc 08:58"))
        (letter().show("Trang 1 của văn bản"))
        (ui::fold(word("Diễn biến", "History"), "4", false, &history_only(lang)))
    };
    html! {
        (ui::phone(word("Chờ tôi", "Waiting for me"), "1 / 7", Some("back"), Some("next"), lang, &content, &ui::action_bar(lang, &[
            Button::opens(word("Ký số", "Sign"), "sign").icon(Icon::Sign),
            Button::opens(word("Bút phê", "Direct"), "sheet-direct").icon(Icon::Pen).primary(),
            Button::opens(word("Thao tác khác", "Other actions"), "others").only_icon(Icon::More),
        ])))
        (ui::sheet(lang, "sheet-direct", word("Bút phê", "Direct"), &html! { (Form::post("direct", Uuid::from_u128(3), direct)) }))
        (ui::sheet(lang, "sign", word("Ký số tờ trình", "Sign the proposal"), &html! { (Form::post("sign", Uuid::from_u128(4), sign)) }))
        (ui::sheet(lang, "others", word("Thao tác khác", "Other actions"), &html! { (Button::link("Chỉ để biết, lưu hồ sơ", "x").tap().wide()) }))
    }
}

fn history_only(lang: Lang) -> Markup {
    ui::timeline(&[Event {
        what: html! { b { "Chờ bút phê" } },
        said: None,
        at: ui::time::hour(lang, at(17, 9, 2)),
        now: true,
    }])
}

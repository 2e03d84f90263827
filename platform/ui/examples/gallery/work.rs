//! What one owes.

use calendar::{Day, Remaining, Time};
use maud::{Markup, html};
use ui::{Button, ChartBar, Choice, Deadline, DutyGroup, DutyRow, Icon, Lang, OwedRow, PageHead, Tone, When};

pub(crate) fn owe(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let head = PageHead::new(word("Việc của tôi", "My work"))
        .scope(ui::tabs(
            word("Phạm vi", "Scope"),
            &[
                Choice::new(word("Tôi", "Me"), "?scope=me").count(23).current(true),
                Choice::new(word("Cả phòng", "My unit"), "?scope=unit").count(96),
            ],
        ))
        .tools(ui::chips(
            word("Loại việc", "Kind"),
            &[
                Choice::new(word("Tất cả", "All"), "?").current(true),
                Choice::new(word("Văn bản", "Documents"), "?kind=document").count(11),
                Choice::new(word("Nhiệm vụ", "Tasks"), "?kind=task").count(6),
                Choice::new(word("Báo cáo", "Reports"), "?kind=report").count(3),
                Choice::new(word("Hồ sơ", "Dossiers"), "?kind=dossier").count(3),
            ],
        ));
    let duties = html! {
        (ui::load(
            word("2 việc quá hạn, 4 việc hôm nay", "2 overdue, 4 due today"),
            "Gần nhất: chốt số liệu rà soát, 14:00, còn 4 giờ 36 phút.",
            Some(&Button::link(word("Báo cáo ngay", "Report now"), "report").primary().key("Ctrl+Enter")),
            &days(lang),
        ))
        @for group in groups(lang) { (ui::duty_group(&group)) }
        (ui::more(word("Xem 13 việc còn lại", "Show the other 13"), "?all"))
    };
    let others = html! {
        (ui::owed_head(word("Người khác nợ tôi", "Others owe me"), 11, &html! { a class="link" href="remind" { (word("Nhắc cả 3 việc quá hạn", "Remind all 3 overdue")) } }))
        (ui::owed(&owed(lang)))
    };
    ui::framed(&head, &ui::owe(&duties, &others))
}

fn days(lang: Lang) -> Markup {
    let counts = [
        ("Trễ", 2),
        ("Nay", 4),
        ("T6 18", 2),
        ("T2 21", 1),
        ("T3 22", 3),
        ("T4 23", 0),
        ("T5 24", 2),
        ("T6 25", 4),
        ("T2 28", 1),
        ("T3 29", 1),
        ("T4 30", 3),
    ];
    let bars: Vec<ChartBar> = counts
        .iter()
        .enumerate()
        .map(|(place, (name, value))| ChartBar {
            name: (*name).into(),
            value: *value,
            tone: [Tone::Overdue, Tone::Soon].get(place).copied().unwrap_or(Tone::Pale),
            now: place < 2,
            address: Some(format!("?day={place}")),
        })
        .collect();
    ui::chart(lang, lang.pick("Số việc đến hạn theo ngày làm việc", "Duties due by working day"), &bars)
}

fn groups(lang: Lang) -> Vec<DutyGroup> {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let row = |icon, kind: &str, title: &str, detail: &str, deadline, action: &str| DutyRow {
        icon,
        kind: kind.into(),
        title: title.into(),
        address: "x".into(),
        detail: detail.into(),
        deadline,
        action: Some(Button::link(action, "do")),
    };
    let left = |remaining| Deadline::of(lang, remaining);
    let today = |hour| left(Remaining::Today(Time::local(Day::new(2023, 8, 17).unwrap_or(Day(0)), hour, 0)));
    vec![
        DutyGroup {
            when: When::Overdue,
            name: word("Quá hạn", "Overdue").into(),
            count: 2,
            aside: word("lãnh đạo Sở đã thấy", "leaders have seen it").into(),
            rows: vec![
                row(
                    Icon::Inbox,
                    "Văn bản",
                    "Thẩm định kinh phí thực hiện tinh giản biên chế đợt 2",
                    "Sở Tài chính · 4718/STC-QLNS · chủ trì",
                    left(Remaining::LateDays(2)),
                    "Trình ký",
                ),
                row(
                    Icon::Dossier,
                    "Hồ sơ",
                    "Thành lập Quỹ Khuyến học phường Phú Thượng",
                    "Hồ sơ 000.00.22.H26-230801-0047 · bước thẩm định",
                    left(Remaining::LateHours(3)),
                    "Thẩm định",
                ),
            ],
        },
        DutyGroup {
            when: When::Today,
            name: word("Hôm nay", "Today").into(),
            count: 4,
            aside: ui::time::weekday_date(lang, Day::new(2023, 8, 17).unwrap_or(Day(0))),
            rows: vec![
                row(
                    Icon::Task,
                    "Nhiệm vụ",
                    "Chốt số liệu rà soát thủ tục hành chính nội bộ của 24 sở",
                    "Trần Thu Hà giao · phối hợp: Văn phòng Sở",
                    today(14),
                    "Báo cáo",
                ),
                row(
                    Icon::Inbox,
                    "Văn bản",
                    "Thông báo kết luận giao ban: tiến độ sắp xếp đơn vị hành chính",
                    "Văn phòng UBND Thành phố · 369/TB-VP · Hỏa tốc",
                    today(17),
                    "Dự thảo",
                ),
                row(
                    Icon::Report,
                    "Báo cáo",
                    "Báo cáo nhanh cải cách hành chính tuần 33",
                    "Kỳ tuần · còn 2 chỉ tiêu chưa nhập",
                    today(17),
                    "Nhập tiếp",
                ),
                row(
                    Icon::Inbox,
                    "Văn bản",
                    "Góp ý dự thảo Quy chế làm việc của UBND quận Long Biên",
                    "UBND quận Long Biên · 1807/UBND-VP · phối hợp",
                    Deadline::waiting_for(lang, "Phòng XDCQ"),
                    "Nhắc",
                ),
            ],
        },
        DutyGroup {
            when: When::Week,
            name: word("Tuần này", "This week").into(),
            count: 2,
            aside: word("đến thứ Sáu, 18/8", "until Friday, 18 Aug").into(),
            rows: vec![
                row(
                    Icon::Task,
                    "Nhiệm vụ",
                    "Dự thảo Quyết định phê duyệt phương án đơn giản hóa",
                    "UBND Thành phố · 2587/UBND-KSTTHC · chủ trì",
                    left(Remaining::Soon(1)),
                    "Mở",
                ),
                row(
                    Icon::Dossier,
                    "Hồ sơ",
                    "Cấp phép hoạt động Hội Làng nghề gốm sứ Bát Tràng",
                    "Hồ sơ 000.00.22.H26-230810-0012 · bước trình ký",
                    left(Remaining::Soon(1)),
                    "Trình ký",
                ),
            ],
        },
        DutyGroup {
            when: When::Later,
            name: word("Sau đó", "After that").into(),
            count: 15,
            aside: String::new(),
            rows: vec![
                row(
                    Icon::Inbox,
                    "Văn bản",
                    "Hoàn thành cấp chứng thư số cho cán bộ, công chức cấp xã",
                    "Sở Thông tin và Truyền thông · 1984/STTTT-CNTT",
                    left(Remaining::Days(6)),
                    "Mở",
                ),
                row(
                    Icon::Report,
                    "Báo cáo",
                    "Báo cáo tự chấm điểm Chỉ số cải cách hành chính",
                    "Bộ Nội vụ · 4392/BNV-CCHC · 8 lĩnh vực, đã nhập 5",
                    left(Remaining::Days(9)),
                    "Nhập tiếp",
                ),
            ],
        },
    ]
}

fn owed(lang: Lang) -> Vec<OwedRow> {
    let row = |who: &str, what: &str, remaining| OwedRow {
        who: who.into(),
        what: what.into(),
        address: "x".into(),
        deadline: Deadline::of(lang, remaining),
        action: Some(Button::link(lang.pick("Nhắc", "Remind"), "remind")),
    };
    vec![
        row("UBND quận Đống Đa", "Kết quả rà soát thủ tục hành chính nội bộ", Remaining::LateDays(1)),
        row("UBND huyện Thanh Trì", "Số liệu biên chế công chức cấp xã đến 31/7", Remaining::LateHours(4)),
        row("Nguyễn Minh An", "Ý kiến về biểu tổng hợp kinh phí tinh giản", Remaining::LateHours(2)),
        row("Sở Y tế", "Kết quả rà soát thủ tục hành chính nội bộ", Remaining::Soon(1)),
        row(
            "Phòng Xây dựng chính quyền",
            "Góp ý dự thảo Quy chế làm việc UBND quận Long Biên",
            Remaining::Soon(2),
        ),
        row("Phạm Ngọc Lan", "Bản dịch phụ lục hội nghị xúc tiến đầu tư", Remaining::Days(3)),
    ]
}

//! Figures for those who steer.

use calendar::Remaining;
use maud::{Markup, html};
use ui::{Button, Choice, Column, Deadline, Icon, Lang, PageHead, Point, Share, Table, Tile, Tone, number};

pub(crate) fn overview(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let head = PageHead::new(word("Toàn cảnh", "Overview"))
        .note(word(
            "633 cơ quan · số liệu minh họa, đến 09:20 hôm nay · ▲▼ so với tuần 32",
            "633 agencies · illustrative, as of 09:20 today · ▲▼ against week 32",
        ))
        .tools(html! {
            (ui::tabs(word("Kỳ số liệu", "Period"), &[
                Choice::new(word("Tuần 33", "Week 33"), "?p=week").current(true),
                Choice::new(word("Tháng 8", "August"), "?p=month"),
                Choice::new(word("Năm 2023", "2023"), "?p=year"),
            ]))
            (Button::link(word("Bản in giao ban", "Print"), "print").icon(Icon::Print))
        });
    let content = html! {
        section aria-labelledby="main-figures" {
            h2 class="sr" id="main-figures" { (word("Năm con số chính", "Five main figures")) }
            (ui::tiles(lang, &tiles(lang), &["T30", "T31", "T32", "T33"].map(str::to_owned)))
        }
        (ui::cards(&[late(lang), tiers(lang), ranking(lang), losses(lang)]))
    };
    ui::page(&head, &ui::board(&content))
}

fn tiles(lang: Lang) -> Vec<Tile> {
    let point = |value, written| Point { value, written, address: "rows".into() };
    let tile = |name: &str, places: u32, unit: &str, values: [i64; 4], aim: i64, change: i64, worse| Tile {
        name: name.into(),
        value: number::decimal(lang, values[3], places),
        unit: unit.into(),
        address: "rows".into(),
        aim: format!("{} {}", lang.pick("mục tiêu", "target"), number::decimal(lang, aim, places)),
        aim_value: Some(aim as f64),
        change: number::change(lang, change, places),
        worse,
        periods: values.iter().map(|v| point(*v as f64, number::decimal(lang, *v, places))).collect(),
    };
    vec![
        tile(
            lang.pick("Văn bản xử lý đúng hạn", "Documents on time"),
            1,
            "%",
            [901, 926, 937, 942],
            950,
            5,
            false,
        ),
        tile(
            lang.pick("Nhiệm vụ quá hạn", "Tasks overdue"),
            0,
            lang.pick("việc", "tasks"),
            [64, 52, 41, 37],
            0,
            -4,
            false,
        ),
        tile(
            lang.pick("Báo cáo nộp đúng kỳ", "Reports in time"),
            0,
            "/ 633",
            [541, 571, 582, 588],
            633,
            6,
            false,
        ),
        tile(
            lang.pick("Hồ sơ trả đúng hạn", "Dossiers on time"),
            1,
            "%",
            [984, 986, 980, 978],
            985,
            -2,
            true,
        ),
        tile(
            lang.pick("Chỉ số CCHC tự chấm", "Reform index, own score"),
            2,
            "/ 100",
            [8420, 8510, 8610, 8641],
            9000,
            31,
            false,
        ),
    ]
}

fn late(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let row = |what: &str, who: &str, days| {
        vec![
            html! { a href="x" { (what) } br; span class="muted" { (who) } },
            ui::deadline_badge(&Deadline::of(lang, Remaining::LateDays(days))),
            html! { (Button::link(word("Hỏi", "Ask"), "ask").small()) },
        ]
    };
    let table = Table::new(
        lang,
        word("Cần lãnh đạo tác động", "Needs a leader"),
        vec![Column::head("Việc"), Column::number("Hạn"), Column::actions("Thao tác")],
    )
    .without_head()
    .wrap()
    .row(row("Báo cáo phương án sắp xếp trụ sở sau sáp nhập", "UBND huyện Mê Linh", 6))
    .row(row("Trả lời kiến nghị cử tri phường Mai Động", "UBND quận Hoàng Mai", 4))
    .row(row("Quyết toán kinh phí tinh giản biên chế đợt 1", "Sở Tài chính", 3));
    let aside = html! { p { a class="link" href="late" { (word("Cả 37 việc", "All 37")) } } };
    ui::card("late", Share::Half, word("Cần lãnh đạo tác động", "Needs a leader"), &aside, &html! { (table) })
}

fn tiers(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let number = |value: i64| html! { a href="x" { (number::integer(lang, value)) } };
    let row = |name: &str, agencies: i64, late: i64, soon: i64, on_time: i64| {
        let share = |value: i64| 100.0 * value as f64 / 93.0;
        vec![
            html! { a href="x" { (name) } " " span class="muted" { (agencies) } },
            ui::bar(&[(share(late), Tone::Overdue), (share(soon), Tone::Soon)], None),
            html! { a class="late" href="x" { (late) } },
            number(soon),
            number(on_time),
        ]
    };
    let columns = vec![
        Column::head(word("Cấp", "Tier")),
        Column::bar(word("Biểu đồ", "Chart")),
        Column::number(word("Quá hạn", "Overdue")),
        Column::number(word("Sắp đến hạn", "Soon")),
        Column::number(word("Trong hạn", "On time")).spare(),
    ];
    let table = Table::new(lang, word("Việc trễ theo cấp", "Late by tier"), columns)
        .row(row("Sở, cơ quan tương đương", 24, 6, 11, 212))
        .row(row("Quận, huyện, thị xã", 30, 12, 29, 486))
        .row(row("Xã, phường, thị trấn", 579, 19, 74, 1538))
        .sum(vec![
            html! { (word("Toàn Thành phố", "The whole city")) },
            html! {},
            html! { a class="late" href="x" { "37" } },
            number(114),
            number(2236),
        ]);
    let legend =
        ui::legend(&[(word("Quá hạn", "Overdue"), Tone::Overdue), (word("Sắp đến hạn", "Soon"), Tone::Soon)]);
    ui::card("tiers", Share::Half, word("Việc trễ theo cấp", "Late by tier"), &legend, &html! { (table) })
}

fn ranking(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let row = |rank: i64, name: &str, share: i64, change: i64, late: i64, tone| {
        vec![
            html! { span class="muted" { (rank) } },
            html! { a href="x" { (name) } },
            ui::bar(&[((share - 600) as f64 / 4.0, tone)], Some(87.5)),
            html! { a href="x" { b { (number::share(lang, share, 1000)) } } },
            html! { a class=(if change < 0 { "down" } else { "up" }) href="x" { (number::change(lang, change, 1)) } },
            html! { a class="late" href="x" { (late) } },
        ]
    };
    let columns = vec![
        Column::text(word("Hạng", "Rank")).fit(),
        Column::head(word("Cơ quan", "Agency")),
        Column::bar(word("Biểu đồ, trục từ 60%", "Chart, axis from 60%")),
        Column::number(word("Đúng hạn", "On time")).sort("?by=share", ui::Sorted::Down),
        Column::number(word("Thay đổi", "Change")).spare(),
        Column::number(word("Quá hạn", "Overdue")),
    ];
    let table = Table::new(lang, word("Xếp hạng cơ quan", "Ranking"), columns)
        .row(row(1, "UBND quận Cầu Giấy", 989, 4, 1, Tone::Pale))
        .row(row(2, "Sở Tư pháp", 986, 1, 2, Tone::Pale))
        .row(row(3, "UBND huyện Gia Lâm", 982, 11, 2, Tone::Pale))
        .gap(html! { a class="link" href="all" { (word("627 cơ quan ở giữa", "627 agencies between")) } })
        .row(row(631, "UBND xã Vân Hòa", 784, -32, 9, Tone::Ink))
        .row(row(632, "UBND phường Mai Động", 761, 8, 11, Tone::Ink))
        .row(row(633, "UBND xã Tiến Thắng", 715, -56, 14, Tone::Ink));
    let aside =
        html! { p { (word("Vạch đứng: mục tiêu 95% · trục từ 60%", "Line: target 95% · axis from 60%")) } };
    ui::card(
        "ranking",
        Share::Half,
        word("Xếp hạng cơ quan theo xử lý đúng hạn", "Agencies by work done on time"),
        &aside,
        &html! { (table) },
    )
}

fn losses(lang: Lang) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let lost = [
        ("Cải cách tài chính công", 261),
        ("Xây dựng chính quyền số", 235),
        ("Tác động đến người dân, tổ chức", 222),
        ("Cải cách chế độ công vụ", 212),
        ("Cải cách tổ chức bộ máy", 148),
        ("Cải cách thể chế", 115),
        ("Cải cách thủ tục hành chính", 104),
        ("Chỉ đạo, điều hành", 62),
    ];
    let columns = vec![
        Column::head(word("Lĩnh vực", "Field")),
        Column::bar(word("Biểu đồ", "Chart")),
        Column::number(word("Điểm", "Points")),
    ];
    let width = |points: i64| points as f64 / 20.0;
    let mut table =
        Table::new(lang, word("Điểm mất", "Points lost"), columns).without_head().steps().row(vec![
            html! { a href="x" { (word("Điểm tối đa", "Most possible")) } },
            ui::step(0.0, 100.0, Tone::Sum, None),
            html! { b { "100" } },
        ]);
    let mut at = 100.0;
    for (place, (name, points)) in lost.iter().enumerate() {
        let tone = if place < 3 { Tone::Ink } else { Tone::Pale };
        let bar = ui::step(at - width(*points), width(*points), tone, Some(at));
        table = table.row(vec![
            html! { a href="x" { (name) } },
            bar,
            html! { a href="x" { (number::decimal(lang, -points, 2)) } },
        ]);
        at -= width(*points);
    }
    let table = table.sum(vec![
        html! { a href="x" { (word("Điểm tự chấm", "Own score")) } },
        ui::step(0.0, at, Tone::Sum, Some(at)),
        html! { b { (number::decimal(lang, 8641, 2)) } },
    ]);
    let aside = html! { p { (word("Trục từ 80 đến 100", "Axis from 80 to 100")) } };
    let content = html! { (table) p class="say" { (word("Ba lĩnh vực đầu chiếm", "The first three make")) " " a class="link" href="x" { "7,18 / 13,59" } "." } };
    ui::card("losses", Share::Half, word("Điểm CCHC mất ở đâu", "Where points are lost"), &aside, &content)
}

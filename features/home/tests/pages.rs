//! The pages and the API through the whole server, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod house;

use axum::http::{Method, StatusCode};
use calendar::Time;
use duties::Due;
use house::{House, SECRET, on_both};

const DAY: i64 = Time::DAY;

#[test]
fn a_reader_never_sees_the_subject_of_a_record_that_is_not_theirs() {
    on_both(|house| {
        house.owe("case.handle", Due::At(house.now.plus(20 * DAY)));
        let mine = house.get("owner", "/work");
        assert_eq!(mine.status, StatusCode::OK);
        assert!(mine.body.contains(SECRET), "{}", mine.body);
        // The button says what is to be done; what is a colleague's is only opened.
        assert!(mine.body.contains("Giải quyết"), "{}", mine.body);
        assert!(!house.get("owner", "/work?whose=unit").body.contains("Giải quyết"));
        // A colleague of the same unit sees that something is owed, and by when.
        let theirs = house.get("colleague", "/work?whose=unit");
        assert_eq!(theirs.status, StatusCode::OK);
        assert!(
            theirs.body.contains("Việc có thời hạn") && theirs.body.contains("ngày làm việc"),
            "{}",
            theirs.body
        );
        assert!(!theirs.body.contains(SECRET) && !theirs.body.contains("/cases/"), "{}", theirs.body);
        let rows = house.json("colleague", "/api/v1/duties?whose=unit");
        assert_eq!(rows["rows"].as_array().unwrap().len(), 1);
        assert!(rows["rows"][0]["record"].is_null() && !rows.to_string().contains(&house.case().to_string()));
        let rows = house.json("owner", "/api/v1/duties");
        assert_eq!(rows["rows"][0]["record"]["title"], SECRET);
        // The creditor sees it under the record that lies with them.
        assert!(house.get("creditor", "/work").body.contains("/orders/"));
        assert_eq!(house.get("stranger", "/work").status, StatusCode::OK);
        assert!(!house.get("stranger", "/work").body.contains("ngày làm việc"));
        // Who owes nothing is told where there is work.
        assert!(house.get("colleague", "/work").body.contains("Cả phòng (1)"));
    });
}

#[test]
fn the_work_of_an_agency_takes_a_permission() {
    on_both(|house| {
        assert_eq!(house.get("owner", "/work?whose=agency").status, StatusCode::NOT_FOUND);
        assert_eq!(house.get("owner", "/api/v1/duties?whose=agency").status, StatusCode::NOT_FOUND);
        let home = house.get("owner", "/");
        assert_eq!((home.status, home.location.as_str()), (StatusCode::SEE_OTHER, "/work"));
    });
}

#[test]
fn only_the_creditor_reminds_and_once_a_day() {
    on_both(|house| {
        let duty = house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        let address = format!("/work/remind/{duty}");
        for other in ["owner", "colleague", "stranger"] {
            assert_eq!(house.post(other, &address, "").status, StatusCode::NOT_FOUND, "{other}");
        }
        assert_eq!(house.told("owner"), 0);
        let page = house.get("creditor", "/work");
        assert!(
            page.body.contains(&address) && page.body.contains("Nhắc cả 1 việc quá hạn"),
            "{}",
            page.body
        );
        let first = house.post("creditor", &address, "once=a&to=%2Fwork%3Fwhose%3Dunit");
        assert_eq!((first.status, first.location.as_str()), (StatusCode::SEE_OTHER, "/work?whose=unit"));
        assert!(first.said.contains("Người owner"), "{}", first.said);
        let second = house.post("creditor", &address, "once=b&to=https%3A%2F%2Fevil.example");
        assert_eq!((second.status, second.location.as_str()), (StatusCode::SEE_OTHER, "/work"));
        assert!(second.said.contains("một lần trong ngày"), "{}", second.said);
        let api = house.post_json("creditor", &format!("/api/v1/duties/{duty}/remind"));
        assert_eq!(api.status, StatusCode::CONFLICT);
        assert!(api.body.contains("home.already_today"), "{}", api.body);
        assert_eq!(house.told("owner"), 1);
        assert!(house.get("creditor", "/work").body.contains("Đã nhắc hôm nay"));
        house.close(duty);
        assert_eq!(
            house.post_json("creditor", &format!("/api/v1/duties/{duty}/remind")).status,
            StatusCode::CONFLICT
        );
    });
}

#[test]
fn of_two_reminders_at_once_one_counts() {
    on_both(|house| {
        let duty = house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        let address = format!("/api/v1/duties/{duty}/remind");
        let remind = || house.post_json("creditor", &address).status;
        let mut statuses = std::thread::scope(|scope| {
            let both = [scope.spawn(remind), scope.spawn(remind)];
            both.map(|one| one.join().unwrap())
        });
        statuses.sort();
        assert_eq!(statuses, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
        assert_eq!(house.told("owner"), 1);
    });
}

#[test]
fn all_overdue_are_reminded_of_at_once() {
    on_both(|house| {
        for _ in 0..3 {
            house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        }
        house.owe("case.handle", Due::At(house.now.plus(20 * DAY)));
        let said = house.post("creditor", "/work/remind", "once=a").said;
        assert!(said.contains("Đã nhắc 3 việc"), "{said}");
        assert_eq!(house.told("owner"), 3);
        let said = house.post("creditor", "/work/remind", "once=b").said;
        assert!(said.contains("Không có việc quá hạn nào còn phải nhắc"), "{said}");
        assert_eq!(house.told("owner"), 3);
        assert!(house.post("owner", "/work/remind", "once=c").said.contains("Không có việc"));
    });
}

#[test]
fn every_number_opens_the_rows_that_it_counts() {
    on_both(|house| {
        for n in 0..13 {
            house.owe("case.handle", Due::At(house.now.plus(20 * DAY + n)));
        }
        house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        let soon = house.now.plus(9 * DAY).day();
        house.owe("case.handle", Due::At(soon.start().plus(10 * Time::HOUR)));
        let page = house.get("owner", "/work").body;
        assert!(page.contains("1 việc quá hạn") && page.contains("bucket=overdue"), "{page}");
        assert!(page.contains("Xem 4 việc còn lại") && page.contains("bucket=later"), "{page}");
        assert_eq!(page.matches(r#"<li class="duty">"#).count(), 11);
        let rows = |address: &str| house.get("owner", address).body.matches(r#"<li class="duty">"#).count();
        assert_eq!(rows("/work?bucket=later"), 14);
        assert_eq!(rows("/work?bucket=overdue"), 1);
        let door = format!("day={}", soon.iso());
        assert!(page.contains(&door), "{page}");
        assert_eq!(rows(&format!("/work?{door}")), 1);
        assert_eq!(rows("/work?kind=case&bucket=later"), 14);
        assert_eq!(rows("/work?kind=order"), 0);
        assert_eq!(house.get("owner", "/work?behind=nowhere").status, StatusCode::UNPROCESSABLE_ENTITY);
        // Page by page through the API, each row once.
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = house.json("owner", &format!("/api/v1/duties?limit=4{next}"));
            seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (15, 15));
    });
}

#[test]
fn notices_are_read_by_opening_or_all_at_once() {
    on_both(|house| {
        let duty = house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        house.post("creditor", &format!("/work/remind/{duty}"), "");
        let page = house.get("owner", "/notices").body;
        assert!(page.contains("item--unread") && page.contains(&format!("Được nhắc: {SECRET}")), "{page}");
        assert!(page.contains("1 chưa đọc"), "{page}");
        let open = format!("/notices/open?kind=case&id={}", house.case());
        assert!(page.contains(&open.replace('&', "&amp;")), "{page}");
        // Somebody else's look changes nothing, and leads nowhere.
        let other = house.get("stranger", &open);
        assert_eq!((other.status, other.location.as_str()), (StatusCode::SEE_OTHER, "/notices"));
        assert_eq!(house.json("owner", "/api/v1/notices")["unread"], 1);
        let opened = house.get("owner", &open);
        assert_eq!(opened.location, format!("/cases/{}", house.case()));
        assert_eq!(house.json("owner", "/api/v1/notices")["unread"], 0);
        let later = house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        house.post("creditor", &format!("/work/remind/{later}"), "");
        assert_eq!(house.json("owner", "/api/v1/notices")["unread"], 1);
        assert_eq!(house.post("owner", "/notices/read", "").status, StatusCode::SEE_OTHER);
        assert!(!house.get("owner", "/notices").body.contains("item--unread"));
    });
}

#[test]
fn search_finds_what_lies_on_ones_desks_and_the_pages_of_the_menu() {
    on_both(|house| {
        house.index();
        let found = house.get("owner", "/search?q=tham+dinh").body;
        assert!(found.contains("<b>Thẩm</b> <b>định</b> kinh phí"), "{found}");
        assert!(found.contains("/cases/"), "{found}");
        // Held by their desk in the index, but no longer theirs to see.
        for other in ["colleague", "stranger", "creditor"] {
            let page = house.get(other, "/search?q=tham+dinh").body;
            assert!(!page.contains(SECRET) && !page.contains("/cases/"), "{other}: {page}");
            assert_eq!(house.json(other, "/api/v1/search?q=tham+dinh")["rows"].as_array().unwrap().len(), 0);
        }
        assert!(!house.get("owner", "/search?q=tham+dinh&kind=order").body.contains("/cases/"));
        assert!(!house.get("owner", "/search?q=tham+dinh&from=1%2F1%2F2031").body.contains("/cases/"));
        let named = house.get("owner", "/search?q=viec+cua").body;
        assert!(named.contains("Mở trang") && !named.contains("Không tìm thấy"), "{named}");
        assert!(
            house
                .get("owner", "/search?q=kh%C3%B4ng+th%E1%BA%A5y")
                .body
                .contains("Không tìm thấy “không thấy”")
        );
        let wrong = house.get("owner", "/search?q=a&from=32%2F1%2F2023");
        assert!(wrong.status == StatusCode::OK && wrong.body.contains("Hãy ghi ngày như"), "{}", wrong.body);
        assert_eq!(house.get("owner", "/api/v1/search?q=a&from=x").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(house.json("owner", "/api/v1/search?q=tham+dinh")["rows"][0]["title"], SECRET);
    });
}

#[test]
fn nobody_comes_in_without_signing_in() {
    on_both(|house| {
        for route in home::feature().routes.iter() {
            let path = route.path.replace("{duty}", &house.case().to_string());
            let path = path.replace("{id}", &house.case().to_string());
            let answer =
                house.ask(None, route.method.clone(), &path, "", "application/x-www-form-urlencoded");
            let led = answer.status == StatusCode::SEE_OTHER
                && (answer.location.starts_with("/sign-in") || path == "/");
            assert!(led || answer.status == StatusCode::UNAUTHORIZED, "{path}: {}", answer.status);
        }
        assert_eq!(house.ask(None, Method::GET, "/work", "", "").location, "/sign-in?to=/work");
    });
}

#[test]
fn the_page_speaks_english_too() {
    on_both(|house: &House| {
        house.owe("case.handle", Due::At(house.now.plus(-DAY)));
        let page = house.get("owner", "/work?lang=en").body;
        assert!(page.contains("Việc của tôi"), "the language is a choice of its own, not an address");
        let page = house.in_english("owner", "/work").body;
        assert!(page.contains("My work") && page.contains("1 overdue"), "{page}");
    });
}

/// Of the city's own one case in time; of its department one in time, one done late, one overdue, one still open.
fn counted(house: &House) {
    let (now, hour) = (house.now, Time::HOUR);
    house.count("chairman", now.plus(DAY), Some(now), 60);
    house.count("director", now.plus(DAY), Some(now), 120);
    house.count("director", now.plus(-hour), Some(now), 240);
    house.count("head", now.plus(-hour), None, 0);
    house.count("head", now.plus(DAY), None, 0);
}

#[test]
fn the_records_behind_a_figure_add_up_to_it_on_every_way_down() {
    on_both(|house| {
        counted(house);
        let (city, department) = (house.agency_of("chairman"), house.agency_of("director"));
        let unit = house.unit_of("head");
        let ways = [
            ("chairman", String::new(), [2, 1, 1, 1]),
            ("chairman", format!("place={city}&alone=yes"), [1, 0, 0, 0]),
            ("chairman", format!("place={department}"), [1, 1, 1, 1]),
            ("director", String::new(), [1, 1, 1, 1]),
            ("director", format!("unit={unit}"), [0, 0, 1, 1]),
            ("head", String::new(), [0, 0, 1, 1]),
            ("auditor", format!("place={city}"), [2, 1, 1, 1]),
        ];
        for (who, place, [on_time, late, overdue, open]) in ways {
            for period in ["week", "month", "quarter", "year"] {
                let asked = format!("period={period}&{place}");
                let whole = house.json(who, &format!("/api/v1/figures?{asked}"));
                let figure = &whole["measures"][0]["figure"];
                assert_eq!(figure["numerator"], on_time, "{who} {asked}");
                assert_eq!(figure["denominator"], on_time + late + overdue, "{who} {asked}");
                assert_eq!(figure["tally"]["open_in_time"], open, "{who} {asked}");
                let members = whole["measures"][0]["members"].as_array().unwrap();
                let below: i64 = members.iter().map(|it| it["figure"]["numerator"].as_i64().unwrap()).sum();
                assert_eq!(below, on_time, "{who} {asked}: the members add up");
                for (rows, count) in [
                    ("", on_time + late + overdue),
                    ("&rows=done_on_time", on_time),
                    ("&rows=done_late", late),
                    ("&rows=overdue", overdue),
                    ("&rows=open_in_time", 0),
                ] {
                    let path = format!("/api/v1/figures/records?measure=cases.done&{asked}{rows}");
                    let listed = house.json(who, &path);
                    assert_eq!(listed["rows"].as_array().unwrap().len() as i64, count, "{who} {path}");
                }
            }
        }
        let takes = house.json("chairman", "/api/v1/figures");
        assert_eq!(takes["measures"][1]["figure"]["tally"]["minutes"], 420);
        // The page says the same, in both languages: two of four, 2.3 hours, the department below.
        let page = house.get("chairman", "/overview");
        assert_eq!(page.status, StatusCode::OK);
        for text in ["50,0", "2 / 4", "2,3 giờ", "Sở Nội vụ", "33,3%", "/overview/records?"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(house.in_english("chairman", "/overview").body.contains("2.3 h"));
        let list = house.get("chairman", "/overview/records?measure=cases.done");
        assert!(list.body.contains("Tất cả (4)") && list.body.contains("Đúng hạn (2)"), "{}", list.body);
        let csv = house.get("chairman", "/overview/export?measure=cases.done");
        assert_eq!(csv.body.lines().count(), 5, "{}", csv.body);
        // A subject is told only to who may read the record.
        assert!(!csv.body.contains(SECRET) && csv.body.contains("không thuộc quyền xem"), "{}", csv.body);
    });
}

#[test]
fn nobody_sees_the_figures_of_another_agency() {
    on_both(|house| {
        counted(house);
        house.is_late("director", "chairman");
        house.is_late("chairman", "auditor");
        let (city, department) = (house.agency_of("chairman"), house.agency_of("director"));
        let (other, unit) = (house.agency_of("auditor"), house.unit_of("chairman"));
        let theirs = [
            ("owner", String::new()),
            ("director", format!("place={city}")),
            ("director", format!("place={other}")),
            ("director", format!("unit={unit}")),
            ("chairman", format!("place={other}")),
            ("head", format!("place={department}")),
            ("head", format!("unit={}", house.unit_of("director"))),
            ("auditor", format!("place={}", house.case())),
        ];
        for (who, place) in theirs {
            for page in [
                "/overview?",
                "/overview/records?measure=cases.done&",
                "/overview/export?measure=cases.done&",
                "/overview/late?",
                "/api/v1/figures?",
                "/api/v1/figures/records?measure=cases.done&",
                "/api/v1/figures/late?",
            ] {
                let path = format!("{page}{place}");
                assert_eq!(house.get(who, &path).status, StatusCode::NOT_FOUND, "{who}: {path}");
            }
        }
        // Neither side of what is late is the director's agency or below it.
        let pair = format!("/overview/late?debtor={city}&creditor={other}");
        for (who, status) in [
            ("director", StatusCode::NOT_FOUND),
            ("head", StatusCode::NOT_FOUND),
            ("chairman", StatusCode::OK),
            ("auditor", StatusCode::OK),
        ] {
            assert_eq!(house.get(who, &pair).status, status, "{who}");
        }
        assert!(house.get("owner", "/work").body.contains("rail__link"));
        assert!(!house.get("owner", "/work").body.contains("/overview"));
    });
}

#[test]
fn who_is_late_to_whom_opens_what_is_late() {
    on_both(|house| {
        house.is_late("director", "chairman");
        house.is_late("director", "chairman");
        house.is_late("chairman", "auditor");
        // What an agency owes itself is no matter between agencies.
        house.is_late("chairman", "owner");
        let count = |who: &str, side: &str| {
            let rows = house.json(who, &format!("/api/v1/figures/late?side={side}"));
            let counts = rows["rows"].as_array().unwrap().iter();
            counts.map(|row| row["count"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!((count("chairman", "by"), count("chairman", "to")), (vec![2, 1], vec![2]));
        assert_eq!((count("director", "by"), count("director", "to")), (vec![2], vec![]));
        let (city, department) = (house.agency_of("chairman"), house.agency_of("director"));
        let page = house.get("director", &format!("/overview/late?debtor={department}&creditor={city}"));
        assert_eq!(
            page.body.matches("Quá hạn").count() + page.body.matches("quá hạn").count(),
            2,
            "{}",
            page.body
        );
        let all = house.get("chairman", "/overview/late");
        assert!(all.body.contains(&format!("debtor={department}")), "{}", all.body);
    });
}

#[test]
fn a_measure_that_is_none_is_named() {
    on_both(|house| {
        let answer = house.get("chairman", "/api/v1/figures/records?measure=cases.none");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("home.measure"), "{}", answer.body);
    });
}

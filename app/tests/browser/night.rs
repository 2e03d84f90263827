//! A night: the leader is absent, nobody is on duty, and something urgent comes.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::paper;
use crate::words::*;

const SUBJECT: &str = "Ứng phó khẩn cấp với bão ngoài khơi";

/// Chooses, in a list, the first option that contains some words; none of them with empty words.
fn choose(hand: &Hand<'_>, list: &str, words: &str) {
    hand.session.run(&format!(
        "for (const list of document.querySelectorAll('{list}')) \
           list.value = '{words}' ? [...list.options].find(one => one.text.includes('{words}')).value : ''"
    ));
}

/// Somebody stands in for the leader from today on.
fn leader_leaves(hand: &Hand<'_>) {
    hand.be(LEADER);
    hand.go("/absences");
    // A last day before the first is refused, and what was typed stays.
    hand.fill("Đến hết ngày", "1/1/2020");
    hand.press("Báo vắng");
    hand.read("sớm hơn mức có thể");
    choose(hand, "#f-substitute", "Chánh Văn phòng");
    let last = "const day = new Date(Date.now() + 3 * 864e5); \
                return `${day.getDate()}/${day.getMonth() + 1}/${day.getFullYear()}`";
    hand.fill("Đến hết ngày", hand.session.run(last).as_str().unwrap());
    hand.press("Báo vắng");
    hand.told("Đã ghi đợt vắng");
}

/// A shift that holds now and has nobody in it.
fn nobody_on_duty(hand: &Hand<'_>) {
    hand.be(OFFICE);
    hand.go("/duty-roster");
    let now = hand.session.find("//tr[contains(., 'đang trực')]//a").pop();
    match now {
        Some(shift) => {
            hand.session.click(&shift).unwrap();
            hand.read("Sửa ca trực");
            choose(hand, "select[name=people]", "");
        }
        None => {
            let hour = "return new Date().toLocaleString('en-GB', { hour: '2-digit', timeZone: 'Asia/Ho_Chi_Minh' })";
            let hour: u32 = hand.session.run(hour).as_str().unwrap().parse().unwrap();
            hand.fill("Giờ bắt đầu", &format!("{hour}:00"));
            hand.fill("Giờ kết thúc", &format!("{}:00", (hour + 1) % 24));
        }
    }
    hand.press("Ghi ca trực");
    hand.told("Đã ghi ca trực");
    hand.read("Chưa có ai: người đứng đầu được báo");
}

fn something_urgent_comes(house: &House, hand: &Hand<'_>) {
    hand.be(CLERK);
    hand.go("/arrivals/new");
    hand.attach(VI.main_file, &paper::pdf(&house.place(""), "Urgent"));
    hand.read("Không đọc được gì từ bản quét");
    for (field, text) in
        [("f-issuer", "Ban Chỉ huy phòng thủ dân sự"), ("f-symbol", "12/CĐ-BCH"), ("f-subject", SUBJECT)]
    {
        let field = hand.session.find(&format!("//*[@id='{field}']")).pop().unwrap();
        hand.session.type_into(&field, text);
    }
    let express = hand.session.find("//label[normalize-space(.) = 'Hỏa tốc']").pop().unwrap();
    hand.session.click(&express).unwrap();
    hand.press_beginning("Vào sổ");
    hand.told("Đã vào sổ, số đến");
}

fn act_for_the_leader(hand: &Hand<'_>) {
    hand.be(OFFICE);
    hand.go("/work");
    hand.press("Làm việc thay");
    hand.read("Mọi việc làm lúc này được ghi là làm thay.");
}

#[test]
fn browser_an_urgent_paper_at_night_finds_whoever_stands_in_for_the_leader() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, true);
    leader_leaves(&hand);
    nobody_on_duty(&hand);
    something_urgent_comes(&house, &hand);
    // Whoever chooses the leader reads who stands in.
    hand.be(OFFICE);
    hand.open_row("/incoming?box=propose", SUBJECT);
    hand.read("vắng đến");
    hand.pick(VI.lead, "Phòng Cải cách hành chính");
    hand.press(VI.propose);
    hand.told(VI.proposed);
    // The head was alerted, since nobody is on duty; the substitute opens it and directs in the leader's stead.
    act_for_the_leader(&hand);
    hand.open_row("/incoming?box=direct", SUBJECT);
    let arrival = hand.path();
    hand.read("báo người đứng đầu vì không có ai trực");
    hand.go(&arrival);
    hand.read("mở lúc");
    hand.press(VI.confirm);
    hand.told(VI.directed);
    hand.go(&arrival);
    hand.read("(thay ");
}

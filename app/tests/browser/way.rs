//! A document's whole way: drafted in one agency, answered or finished in another, as its people press and read it.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::paper;
use crate::words::*;

/// Who takes a document out of an agency.
struct People {
    officer: &'static str,
    head: &'static str,
    office: &'static str,
    leader: &'static str,
    clerk: &'static str,
}

const OUR_PEOPLE: People =
    People { officer: OFFICER, head: HEAD, office: OFFICE, leader: LEADER, clerk: CLERK };
const THEIR_PEOPLE: People = People {
    officer: THEIR_OFFICER,
    head: THEIR_HEAD,
    office: THEIR_OFFICE,
    leader: THEIR_LEADER,
    clerk: THEIR_CLERK,
};

const SUBJECT: &str = "Rà soát quy trình nội bộ của bộ phận một cửa";

#[test]
fn browser_whole_way_vi() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, true);
    let document = send_and_direct(&house, &hand);
    // The officer answers by a document of their own, which comes back.
    hand.press(VI.reply);
    hand.attach(VI.main_file, &paper::pdf(&house.place(""), "An answer"));
    hand.press(VI.save_draft);
    take_out(&hand, &THEIR_PEOPLE);
    hand.be(CLERK);
    hand.open_row("/incoming?box=accept", SUBJECT);
    hand.press(VI.accept);
    hand.told(VI.accepted);
    seen_by_the_sender(&hand, &document);
}

#[test]
fn browser_whole_way_en() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &EN, true);
    let document = send_and_direct(&house, &hand);
    finish(&hand);
    seen_by_the_sender(&hand, &document);
}

#[test]
fn browser_without_scripts() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, false);
    let document = send_and_direct(&house, &hand);
    finish(&hand);
    seen_by_the_sender(&hand, &document);
    assert!(hand.session.find("//html[@data-keys]").is_empty(), "scripts ran although they are refused");
}

/// From a draft in our agency to the desk of an officer in theirs; the path of the document.
fn send_and_direct(house: &House, hand: &Hand<'_>) -> String {
    let words = hand.words;
    hand.be(OFFICER);
    hand.go("/outgoing");
    hand.press(words.new_document);
    hand.attach(words.main_file, &paper::pdf(&house.place(""), "A request"));
    hand.fill(words.subject, SUBJECT);
    hand.fill(words.other_recipients, THEIRS);
    hand.press(words.save_draft);
    let document = take_out(hand, &OUR_PEOPLE);

    hand.be(THEIR_CLERK);
    hand.open_row("/incoming?box=accept", SUBJECT);
    hand.press(words.accept);
    hand.told(words.accepted);

    hand.be(THEIR_OFFICE);
    hand.open_row("/incoming?box=propose", SUBJECT);
    hand.pick(words.lead, THEIR_UNIT);
    hand.fill(words.direction_words, "Tham mưu văn bản trả lời.");
    hand.press(words.propose);
    hand.told(words.proposed);

    hand.be(THEIR_LEADER);
    hand.open_row("/incoming?box=direct", SUBJECT);
    hand.press(words.confirm);
    hand.told(words.directed);

    hand.be(THEIR_HEAD);
    hand.open_row("/incoming?box=handle", SUBJECT);
    hand.unfold(words.pass_down);
    hand.pick(words.lead, "Chuyên viên");
    hand.press(words.pass_down_send);
    hand.told(words.passed_down);

    hand.be(THEIR_OFFICER);
    hand.open_row("/incoming?box=handle", SUBJECT);
    document
}

/// From a saved draft through its route, its number and its issue; the path of the document.
fn take_out(hand: &Hand<'_>, people: &People) -> String {
    let words = hand.words;
    hand.be(people.officer);
    hand.press(words.submit);
    hand.told(words.submitted);
    let document = hand.path();
    for reviewer in [people.head, people.office] {
        hand.be(reviewer);
        hand.open_row("/outgoing?box=review", SUBJECT);
        hand.press(words.approve);
        hand.told(words.approved);
    }
    hand.be(people.leader);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.press(words.sign_off);
    hand.told(words.approved);

    hand.be(people.officer);
    hand.go(&document);
    hand.read(words.waits_for_number);

    hand.be(people.clerk);
    hand.open_row("/outgoing?box=number", SUBJECT);
    hand.press(words.number);
    hand.told(words.numbered);
    hand.press_beginning(words.issue);
    hand.told(words.issued);
    document
}

/// The officer, whose arrival is open, reports that it is done.
fn finish(hand: &Hand<'_>) {
    hand.fill(hand.words.result, "Đã rà soát, không có vướng mắc.");
    hand.press(hand.words.finish);
    hand.told(hand.words.finished);
}

/// The sender sees at the recipient that it is done, with the national code.
fn seen_by_the_sender(hand: &Hand<'_>, document: &str) {
    hand.be(OFFICER);
    hand.go(&format!("{document}/recipients"));
    hand.read(THEIRS);
    hand.read("06");
    hand.read(hand.words.done);
}

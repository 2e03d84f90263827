//! A set submitted upward: a submission with its draft, initialled, mended, initialled again, numbered; the draft
//! examined at the city, approved, numbered, issued; and the department sees it all.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::paper;
use crate::words::*;

/// The people of the city's own desk.
const ABOVE_OFFICE: &str = "vanphong.ubnd";
const ABOVE_LEADER: &str = "lanhdao.ubnd";
const ABOVE_CLERK: &str = "vanthu.ubnd";
const ABOVE: &str = "Ủy ban nhân dân Thành phố Hà Nội";
const SUBJECT: &str = "Quy chế tiếp nhận và trả kết quả tại bộ phận một cửa";

/// What the pages of sets and initials say.
struct Own {
    kind: &'static str,
    submission: &'static str,
    mend: &'static str,
    reason: &'static str,
    save_version: &'static str,
    void: &'static str,
    again: &'static str,
    said_again: &'static str,
    upward: &'static str,
    draft: &'static str,
    send: &'static str,
    sent: &'static str,
    take_up: &'static str,
    to_route: &'static str,
    issued: &'static str,
}

const OWN_VI: Own = Own {
    kind: "Loại văn bản",
    submission: "Tờ trình",
    mend: "Sửa tệp văn bản",
    reason: "Lý do thay tệp",
    save_version: "Lưu bản mới",
    void: "Ký nháy của bạn đã mất hiệu lực",
    again: "Ký nháy lại bản 2",
    said_again: "Đã ký nháy lại",
    upward: "Trình hồ sơ lên cấp trên",
    draft: "Dự thảo trình ban hành",
    send: "Trình hồ sơ",
    sent: "Đã trình hồ sơ",
    take_up: "Nhận thẩm tra",
    to_route: "Lập phiếu trình, trình lãnh đạo",
    issued: "Đã phát hành",
};

const OWN_EN: Own = Own {
    kind: "Kind of document",
    submission: "Submission",
    mend: "Mend the files",
    reason: "Why the files change",
    save_version: "Save the new version",
    void: "Your initials are void",
    again: "Initial version 2 again",
    said_again: "Initialled again",
    upward: "Submit a set upward",
    draft: "The draft to be issued",
    send: "Submit the set",
    sent: "Set submitted",
    take_up: "Take it up",
    to_route: "Write the slip and submit",
    issued: "Issued",
};

#[test]
fn browser_set_upward_vi() {
    upward(&VI, &OWN_VI);
}

#[test]
fn browser_set_upward_en() {
    upward(&EN, &OWN_EN);
}

fn upward(words: &'static Words, own: &Own) {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, words, true);
    let cover = cover(&house, &hand, own);

    hand.be(OFFICER);
    hand.go(&cover);
    hand.press(own.upward);
    hand.attach(own.draft, &paper::pdf(&house.place(""), "A draft regulation"));
    hand.press(own.send);
    hand.told(own.sent);
    let set = hand.path();

    hand.be(ABOVE_OFFICE);
    hand.go("/sets");
    hand.follow(SUBJECT);
    hand.press(own.take_up);
    hand.press(own.to_route);
    hand.press(words.submit);
    hand.told(words.submitted);

    hand.be(ABOVE_LEADER);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.press(words.sign_off);
    hand.told(words.approved);

    hand.be(ABOVE_CLERK);
    hand.open_row("/outgoing?box=number", SUBJECT);
    hand.press(words.number);
    hand.told(words.numbered);
    hand.press_beginning(words.issue);
    hand.told(words.issued);

    hand.be(OFFICER);
    hand.go(&set);
    hand.read(own.issued);
    hand.be(CLERK);
    hand.open_row("/incoming?box=accept", SUBJECT);
}

/// The department's submission, up to its number; the path of the document.
fn cover(house: &House, hand: &Hand<'_>, own: &Own) -> String {
    let words = hand.words;
    hand.be(OFFICER);
    hand.go("/documents/new");
    hand.attach(words.main_file, &paper::pdf(&house.place(""), "A submission"));
    hand.fill(words.subject, SUBJECT);
    hand.session.type_into(&hand.field(own.kind), own.submission);
    hand.fill(words.other_recipients, ABOVE);
    hand.press(words.save_draft);
    hand.press(words.submit);
    hand.told(words.submitted);
    let document = hand.path();

    hand.be(HEAD);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.press(words.approve);
    hand.told(words.approved);
    // The office mends the paper: the head's initials are void, are told so, and given again.
    hand.be(OFFICE);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.unfold(own.mend);
    hand.attach(words.main_file, &paper::pdf(&house.place(""), "A mended submission"));
    hand.fill(own.reason, "Sửa thể thức");
    hand.press(own.save_version);
    hand.be(HEAD);
    hand.go(&document);
    hand.read(own.void);
    hand.press(own.again);
    hand.told(own.said_again);
    hand.be(OFFICE);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.press(words.approve);
    hand.told(words.approved);
    hand.be(LEADER);
    hand.open_row("/outgoing?box=review", SUBJECT);
    hand.press(words.sign_off);
    hand.told(words.approved);
    hand.be(CLERK);
    hand.open_row("/outgoing?box=number", SUBJECT);
    hand.press(words.number);
    hand.told(words.numbered);
    document
}

//! Hundreds of documents a day are handled without the mouse, within the look's budgets of keys.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::paper;
use crate::words::*;

const CONTROL: &str = "\u{E009}";
const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";

const SUBJECT: &str = "Hướng dẫn xếp hạng chỉ số cải cách của các xã";

#[test]
fn browser_keyboard() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, true);
    register(&house, &hand);
    register_as_read(&house, &hand);
    propose(&hand);
    direct(&hand);
    address(&hand);
}

/// Recipients among 633 agencies are found while one types, with accents or without.
fn address(hand: &Hand<'_>) {
    hand.be(OFFICE);
    hand.go("/documents/new");
    let summary = "//fieldset[@id='f-recipients']//summary";
    let open = hand.until("the recipients", || hand.session.find(summary).pop());
    hand.session.click(&open).unwrap();
    hand.session.run("document.querySelector('#f-recipients input[type=search]').focus()");
    for letter in "phuc xa".chars() {
        hand.session.chord(&[&letter.to_string()]);
    }
    let found = "//fieldset[@id='f-recipients']//label[contains(., 'Ủy ban nhân dân phường Phúc Xá')]";
    let token =
        hand.until("the agency", || hand.session.find(found).into_iter().find(|one| hand.session.shows(one)));
    hand.session.click(&token).unwrap();
    let chosen = "return document.querySelector('#f-recipients input:checked').value";
    assert!(hand.session.run(chosen).as_str().is_some_and(|value| value.starts_with("agency:")));
}

/// The clerk enters a paper: `G` `N`, the fields in their order, `Ctrl+Enter`.
fn register(house: &House, hand: &Hand<'_>) {
    hand.be(CLERK);
    hand.go("/incoming");
    press(hand, &["g", "n"]);
    hand.until("the form", || (hand.path() == "/arrivals/new").then_some(()));
    // The file's own dialogue cannot be driven; its field is where the fields begin.
    hand.attach(VI.main_file, &paper::pdf(&house.place(""), "From outside"));
    hand.read("Không đọc được gì từ bản quét");
    hand.session.run("document.querySelector('.fold summary').focus()");
    for typed in ["Bộ Nội vụ", "4112/BNV-CCHC", "", SUBJECT] {
        press(hand, &[TAB]);
        for letter in typed.chars() {
            hand.session.chord(&[&letter.to_string()]);
        }
    }
    hand.session.chord(&[CONTROL, ENTER]);
    hand.told("Đã vào sổ, số đến");
    let entered = hand.text();
    assert!(entered.contains("4112/BNV-CCHC") && entered.contains(SUBJECT), "{entered}");
}

/// A scan whose words can be read costs one key.
fn register_as_read(house: &House, hand: &Hand<'_>) {
    hand.go("/arrivals/new");
    hand.attach(VI.main_file, &paper::letter(&house.place("")));
    hand.read("Đã đọc");
    let value = |id: &str| hand.session.run(&format!("return document.getElementById('{id}').value"));
    assert_eq!(value("f-issuer"), "Sở Tài chính", "as the list of agencies spells it");
    assert_eq!(value("f-symbol"), "4718/STC-QLNS");
    assert_eq!(value("f-subject"), "Thẩm định kinh phí tinh giản biên chế đợt 2");
    hand.session.chord(&[CONTROL, ENTER]);
    hand.told("Đã vào sổ, số đến");
    hand.read("4718/STC-QLNS");
    // Once more: what is in the register already is shown before anything is saved.
    hand.go("/arrivals/new");
    hand.attach(VI.main_file, &paper::letter(&house.place("")));
    hand.read("Sổ đã có văn bản giống");
}

/// Somebody proposes a direction, so that there is one to confirm.
fn propose(hand: &Hand<'_>) {
    hand.be(OFFICE);
    hand.open_row("/incoming?box=propose", SUBJECT);
    hand.pick(VI.lead, "Phòng Cải cách hành chính");
    hand.press(VI.propose);
    hand.told(VI.proposed);
}

/// The leader moves through the list, opens a document and directs as proposed by two keys.
fn direct(hand: &Hand<'_>) {
    hand.be(LEADER);
    hand.go("/incoming?box=direct");
    let rows = hand.session.find("//section[@id='list']//a[contains(@class, 'item')]").len();
    assert!(rows > 0);
    for _ in 0..rows {
        press(hand, &["j"]);
        if focused(hand).contains(SUBJECT) {
            break;
        }
    }
    // One further and back, where there is another row.
    if rows > 1 {
        let here = focused(hand);
        press(hand, &["j", "k"]);
        assert_eq!(focused(hand), here);
    }
    press(hand, &[ENTER]);
    let heading = format!("//h2[@id='reading-title'][contains(., \"{SUBJECT}\")]");
    hand.until(SUBJECT, || hand.session.find(&heading).pop());
    press(hand, &["b"]);
    assert_eq!(hand.session.run("return document.activeElement.id"), "f-words", "B leads into the direction");
    hand.session.chord(&[CONTROL, ENTER]);
    hand.told(VI.directed);
    // Just after, `Z` takes it back; it lies before the leader again.
    press(hand, &["z"]);
    hand.told("Đã rút lại");
    hand.go("/incoming?box=direct");
    hand.read(SUBJECT);
}

/// Presses keys one after the other.
fn press(hand: &Hand<'_>, keys: &[&str]) {
    for key in keys {
        hand.session.chord(&[key]);
    }
}

/// The text of what has the focus.
fn focused(hand: &Hand<'_>) -> String {
    hand.session.run("return document.activeElement.textContent").as_str().unwrap_or_default().to_owned()
}

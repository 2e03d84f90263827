//! A decision is written in the browser: typed, saved by itself, seen as it will be, set, submitted.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::words::*;

const SUBJECT: &str = "Thành lập Tổ giúp việc rà soát biểu mẫu";
const TEXT: &str =
    "> Căn cứ chức năng, nhiệm vụ của cơ quan;\nĐiều 1. Thành lập **Tổ giúp việc**.\nĐiều 2. Thi hành./.";
const PICTURE: &str = "//*[@id='preview']//img";
const AREA: &str = "document.querySelector('textarea[name=text]')";

/// A new decision, on the page where it is written.
fn begin(hand: &Hand<'_>, go_on: &str) {
    hand.be(OFFICER);
    hand.go("/documents/new");
    hand.fill(hand.words.subject, SUBJECT);
    let kind = hand.session.find("//select[@id='f-kind']/option[@value='QĐ']").pop().expect("decisions");
    hand.session.click(&kind).unwrap();
    hand.fill(hand.words.other_recipients, THEIRS);
    hand.press(go_on);
    hand.until("the page to write", || hand.path().ends_with("/write").then_some(()));
}

fn source(hand: &Hand<'_>) -> Option<String> {
    hand.session.find(PICTURE).pop().and_then(|picture| hand.session.attribute(&picture, "src"))
}

#[test]
fn browser_writing() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, true);
    begin(&hand, "Lưu và soạn thảo");
    // Saved and drawn by itself, again and again.
    hand.fill("Nội dung", TEXT);
    let first = hand.until("the first preview", || source(&hand));
    hand.read("Đã lưu lúc");
    hand.session.type_into(&hand.field("Nội dung"), "\n");
    hand.press("Khoản");
    hand.session.type_into(&hand.field("Nội dung"), "Một khoản.");
    hand.until("the next preview", || source(&hand).filter(|next| *next != first));
    // Pasted from a word processor, without its rubbish and its picture.
    hand.session.run(&format!(
        "const data = new DataTransfer();
         data.setData('text/html', '<style>p{{}}</style><p class=MsoNormal><b>Điều 3.</b><o:p>&nbsp;</o:p>Phần dán<img src=x></p>');
         {AREA}.value += '\\n'; {AREA}.selectionStart = {AREA}.value.length;
         {AREA}.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}));"
    ));
    hand.told("Đã bỏ 1 hình");
    let typed = || hand.session.run(&format!("return {AREA}.value")).as_str().unwrap_or_default().to_owned();
    hand.until("what was pasted", || typed().ends_with("Điều 3. Phần dán").then_some(()));
    assert!(typed().contains("\n1. Một khoản."), "{}", typed());
    // Two at once: neither overwrites the other, and both are shown.
    hand.until("everything is saved", || {
        (hand.session.run("return !document.querySelector('form[data-dirty], form[data-saving]')") == true)
            .then_some(())
    });
    hand.session.run_until_called(
        "const done = arguments[arguments.length - 1];
         const version = document.querySelector('input[name=version]').value;
         fetch(location.pathname, { method: 'POST', body: new URLSearchParams({ part: 0, version, text: 'Bản ở cửa sổ khác' }) })
           .then(() => done(true));",
        &[],
    );
    hand.session.type_into(&hand.field("Nội dung"), " và thêm");
    hand.read("Người khác vừa lưu một bản khác");
    hand.press("Lưu và dàn trang");
    hand.read("Hai bản khác nhau");
    let theirs = hand.session.run("return document.querySelector('textarea[name=theirs]').value");
    assert_eq!(theirs, "Bản ở cửa sổ khác");
    assert!(typed().ends_with("Phần dán và thêm"), "{}", typed());
    hand.press("Lưu bản của tôi");
    hand.told("Đã lưu và dàn trang");
    hand.press(VI.submit);
    hand.told(VI.submitted);
    // What goes on its way is what was written.
    let part =
        hand.session.find("//img[@class='paper']").pop().and_then(|it| hand.session.attribute(&it, "src"));
    let part = part.expect("the paper").replace(&house.url, "");
    let words = part.split("/pages/").next().unwrap_or_default().to_owned() + "/text";
    hand.go(&words);
    for line in ["QUYẾT ĐỊNH", "Tổ giúp việc", "Phần dán và thêm", "Như Điều 3"] {
        hand.read(line);
    }
}

#[test]
fn browser_writing_without_scripts() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &EN, false);
    begin(&hand, "Save and write");
    let wide = format!("|{}", "x|".repeat(30));
    hand.fill("Text", &wide);
    hand.press("Preview");
    hand.read("a table has at most 20");
    let kept = hand.session.text(&hand.field("Text")).unwrap_or_default();
    assert_eq!(kept.trim(), wide, "nothing typed is lost");
    hand.fill("Text", TEXT);
    hand.press("Preview");
    hand.read("Saved at");
    hand.until("the preview", || source(&hand));
    hand.press("Save and set");
    hand.told("Saved and set");
    hand.press(EN.submit);
    hand.told(EN.submitted);
}

//! A work folder from the yearly list to the archive, as its people press and read it.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::paper;
use crate::words::*;

/// What the pages of folders say in one language.
struct Says {
    open: &'static str,
    item: &'static str,
    opened: &'static str,
    find: &'static str,
    press_find: &'static str,
    put: &'static str,
    filed: &'static str,
    file_here: &'static str,
    folder: &'static str,
    upload: &'static str,
    file: &'static str,
    press_upload: &'static str,
    close: &'static str,
    closed: &'static str,
    hand_over: &'static str,
    offer: &'static str,
    offered: &'static str,
    receive: &'static str,
    received: &'static str,
    handed_over: &'static str,
    amend: &'static str,
    reason: &'static str,
    amended: &'static str,
    code: &'static str,
    title: &'static str,
    retention: &'static str,
    add: &'static str,
    saved: &'static str,
    submit: &'static str,
    submitted: &'static str,
    approve: &'static str,
    approved: &'static str,
}

const IN_VIETNAMESE: Says = Says {
    open: "Mở hồ sơ",
    item: "Mục trong danh mục hồ sơ",
    opened: "Đã mở hồ sơ",
    find: "Tìm văn bản đi, văn bản đến",
    press_find: "Tìm",
    put: "Đưa vào hồ sơ",
    filed: "Đã đưa vào hồ sơ",
    file_here: "Đưa vào hồ sơ",
    folder: "Hồ sơ đang lập",
    upload: "Tải tệp lên",
    file: "Tệp",
    press_upload: "Tải lên và đưa vào hồ sơ",
    close: "Kết thúc hồ sơ",
    closed: "Đã kết thúc hồ sơ",
    hand_over: "Nộp lưu hồ sơ này",
    offer: "Giao cho lưu trữ cơ quan",
    offered: "Đã giao, chờ lưu trữ tiếp nhận",
    receive: "Xác nhận đã nhận ",
    received: "Đã tiếp nhận vào lưu trữ cơ quan",
    handed_over: "Đã nộp lưu",
    amend: "Bổ sung danh mục",
    reason: "Lý do",
    amended: "Đã mở danh mục để bổ sung",
    code: "Số, ký hiệu",
    title: "Đề mục, tiêu đề hồ sơ",
    retention: "Thời hạn bảo quản",
    add: "Thêm vào danh mục",
    saved: "Đã lưu",
    submit: "Trình phê duyệt",
    submitted: "Đã trình người đứng đầu cơ quan",
    approve: "Phê duyệt danh mục năm ",
    approved: "Đã phê duyệt danh mục",
};

const IN_ENGLISH: Says = Says {
    open: "Open a folder",
    item: "Item of the yearly list",
    opened: "The folder is open",
    find: "Find a document",
    press_find: "Find",
    put: "Put it in",
    filed: "Put into the folder",
    file_here: "Put into a folder",
    folder: "Open folder",
    upload: "Upload a file",
    file: "File",
    press_upload: "Upload and put it in",
    close: "Close the folder",
    closed: "The folder is closed",
    hand_over: "Hand this folder over",
    offer: "Offer to the archive",
    offered: "Offered; the archive is to receive it",
    receive: "Confirm receipt of ",
    received: "Received into the archive",
    handed_over: "Handed over",
    amend: "Amend the list",
    reason: "Reason",
    amended: "The list can be amended now",
    code: "Code",
    title: "Heading or title",
    retention: "Retention",
    add: "Add to the list",
    saved: "Saved",
    submit: "Submit for approval",
    submitted: "Submitted to the head of the agency",
    approve: "Approve the list of ",
    approved: "The list is approved",
};

/// The item that the office adds during the year.
const CODE: &str = "99/CCHC";
const TITLE: &str = "Hồ sơ tổng kết chuyển đổi số";

#[test]
fn browser_folder_vi() {
    way(&VI, &IN_VIETNAMESE, true);
}

#[test]
fn browser_folder_en_without_scripts() {
    way(&EN, &IN_ENGLISH, false);
}

fn way(words: &'static Words, says: &Says, scripts: bool) {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, words, scripts);
    amended(&hand, says);

    hand.be(OFFICER);
    hand.go("/folders");
    hand.press(says.open);
    choose(&hand, says.item, CODE);
    hand.press(says.open);
    hand.told(says.opened);
    let folder = hand.path();

    // A document is sought from the folder, and one is filed from its own page; a file is brought along.
    hand.fill(says.find, "hành chính");
    hand.press(says.press_find);
    hand.until("what was found", || hand.session.find("//ul[@class='plain']/li").pop());
    hand.go("/outgoing?box=sent");
    let row = hand.until("a document", || {
        hand.session.find("//section[@id='list']//a[contains(@class, 'item')]").into_iter().next()
    });
    let document = hand.session.attribute(&row, "href").unwrap();
    hand.go(&document);
    hand.unfold(says.file_here);
    choose(&hand, says.folder, CODE);
    hand.press(says.put);
    hand.told(says.filed);
    hand.read(TITLE);
    hand.go(&folder);
    hand.unfold(says.upload);
    hand.attach(says.file, &paper::pdf(&house.place(""), "A report"));
    hand.press(says.press_upload);
    hand.told(says.filed);
    hand.read("A-report.pdf");

    // It is closed, handed over, and received.
    hand.unfold(says.close);
    hand.press(says.close);
    hand.told(says.closed);
    hand.press(says.hand_over);
    hand.press(says.offer);
    hand.told(says.offered);
    let transfer = hand.path();

    hand.be(CLERK);
    hand.go(&transfer);
    hand.press_beginning(says.receive);
    hand.told(says.received);

    hand.be(OFFICER);
    hand.go(&folder);
    hand.read(says.handed_over);
    hand.go("/folders?state=handed_over");
    hand.read(CODE);
}

/// The office adds an item to the approved list, and the leader approves it.
fn amended(hand: &Hand<'_>, says: &Says) {
    hand.be(OFFICE);
    hand.go("/folder-lists");
    hand.unfold(says.amend);
    hand.fill(says.reason, "Có nhiệm vụ mới");
    hand.press(says.amend);
    hand.told(says.amended);
    hand.fill(says.code, CODE);
    hand.fill(says.title, TITLE);
    choose(hand, says.retention, "10");
    hand.press(says.add);
    hand.told(says.saved);
    hand.press(says.submit);
    hand.told(says.submitted);
    hand.be(LEADER);
    hand.go("/folder-lists");
    hand.press_beginning(says.approve);
    hand.told(says.approved);
}

/// Chooses in the list under a label the first option that contains these words.
fn choose(hand: &Hand<'_>, label: &str, words: &str) {
    let field = hand.field(label);
    let id = hand.session.attribute(&field, "id").unwrap();
    let path = format!("//select[@id='{id}']/option[contains(., \"{words}\")]");
    let option = hand.until(words, || hand.session.find(&path).into_iter().next());
    hand.session.click(&option).unwrap();
}

//! An administrator looks after an agency: a unit, a position in it, somebody to hold it.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::words::*;

const NEWCOMER: &str = "Lê Thị Thử Nghiệm";

/// The one agency that its administrator finds in the tree.
fn own_agency(hand: &Hand<'_>) -> String {
    hand.go("/admin/agencies");
    let links = hand.session.find("//th//a[starts-with(@href, '/admin/agencies/')]");
    assert_eq!(links.len(), 1);
    hand.session.attribute(&links[0], "href").unwrap()
}

#[test]
fn browser_an_administrator_opens_a_unit_and_appoints_somebody_in_it() {
    let (house, driver) = (House::start(), Driver::start());
    for scripts in [true, false] {
        let hand = Hand::open(&house, &driver, &VI, scripts);
        let unit = if scripts { "Phòng Thanh tra" } else { "Phòng Pháp chế" };
        hand.be(AGENCY_ADMINISTRATOR);
        let own = own_agency(&hand);
        hand.go(&own);
        hand.follow("Phòng, đơn vị");
        hand.fill("Tên", unit);
        hand.press("Mở đơn vị");
        hand.told("Đã ghi");
        hand.follow(unit);
        hand.press("Tạo vị trí");
        hand.fill("Chức vụ", "Thanh tra viên");
        hand.press("Tạo vị trí");
        hand.told("Đã ghi");
        assert!(hand.path().starts_with("/admin/positions/"), "{}", hand.path());
        // Somebody of this name is not known yet.
        hand.fill("Tìm người theo tên", NEWCOMER);
        hand.press("Tìm");
        if scripts {
            hand.read("Không thấy ai có tên này");
            hand.unfold("Người mới, chưa có trong hệ thống");
            hand.fill("Họ và tên", NEWCOMER);
            hand.press("Thêm người và bổ nhiệm");
        } else {
            hand.press("Bổ nhiệm");
        }
        hand.told("Đã bổ nhiệm");
        hand.follow(NEWCOMER);
        hand.read(unit);
        // A unit with a position in it does not close, and says so before anything is lost.
        hand.go(&format!("{own}/units"));
        hand.follow(unit);
        hand.fill("Giải thể từ ngày", "1/7/2031");
        hand.press("Xem trước việc giải thể");
        hand.read("giải thể từ ngày 1/7/2031");
        hand.press("Giải thể đơn vị này");
        hand.read("1 vị trí");
    }
}

//! An administrator makes a role and gives it; a person loses and regains their account. Scripts are refused.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::words::*;

const ROLE: &str = "Tra cứu nhật ký";
const AUDIT: &str = "Nhật ký hệ thống";
const FRESH_PASSWORD: &str = "bon con voi tim";

#[test]
fn browser_administration() {
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, false);
    make_role(&hand);
    hand.be(OFFICER);
    hand.go("/");
    assert!(!hand.text().contains(AUDIT));

    hand.be(ADMINISTRATOR);
    let account = open_account(&hand, OFFICER);
    let field = hand.field("Vai trò");
    hand.session.type_into(&field, ROLE);
    hand.press("Giao vai trò");
    hand.told(ROLE);
    // What was given is there from the person's next page on, in the menu and behind it.
    hand.be(OFFICER);
    hand.until(AUDIT, || {
        hand.go("/");
        hand.text().contains(AUDIT).then_some(())
    });
    hand.follow(AUDIT);
    hand.read("Loại việc");

    hand.be(ADMINISTRATOR);
    let code = reset(&hand, &account);
    hand.be(OFFICER);
    hand.until("signed out", || {
        hand.go("/account");
        hand.path().starts_with("/sign-in").then_some(())
    });
    hand.leave();
    hand.go("/activate");
    hand.fill("Tên đăng nhập", OFFICER);
    hand.fill("Mã kích hoạt", &code);
    hand.fill("Mật khẩu mới", FRESH_PASSWORD);
    hand.press("Kích hoạt");
    hand.read("Đã kích hoạt, hãy đăng nhập");
    hand.fill(VI.user_name, OFFICER);
    hand.fill(VI.password, FRESH_PASSWORD);
    hand.press(VI.sign_in);
    hand.read(AUDIT);
}

fn make_role(hand: &Hand<'_>) {
    hand.be(ADMINISTRATOR);
    hand.go("/admin/roles");
    hand.press("Lập vai trò");
    hand.fill("Tên tiếng Việt", ROLE);
    hand.fill("Tên tiếng Anh", "Trail reader");
    hand.fill("Mã", "trail_reader");
    let scope = hand.field("Xem nhật ký hệ thống");
    hand.session.type_into(&scope, "Toàn hệ thống");
    hand.press("Lập vai trò");
    hand.told(ROLE);
}

/// Finds an account by its user name; the path of its page.
fn open_account(hand: &Hand<'_>, user: &str) -> String {
    hand.go(&format!("/admin/accounts?q={user}"));
    let path = hand.until(user, || {
        let link = hand.session.find("//tbody//a").pop()?;
        hand.session.attribute(&link, "href")
    });
    hand.go(&path);
    hand.read("Vị trí và vai trò");
    path
}

/// Resets an account, once asked whether it is meant; the one-time code.
fn reset(hand: &Hand<'_>, account: &str) -> String {
    hand.go(account);
    hand.press("Cấp lại mã");
    hand.read("Mật khẩu và xác thực hai lớp hiện tại bị bỏ");
    hand.press_beginning("Cấp lại mã cho");
    hand.read("Phiếu kích hoạt tài khoản");
    let code = hand.session.find("//dd/b/span[@class='code']").pop().unwrap();
    hand.session.text(&code).unwrap()
}

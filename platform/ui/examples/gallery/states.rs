//! Empty, wrong, waiting; a form with faults; signing in; problems.

use context::{Fault, FieldFault, Problem, Uuid};
use maud::{Markup, html};
use ui::pages::Gate;
use ui::{Button, Control, Empty, Field, Form, Icon, Lang, Note, Opt, PageHead, Said, Theme};

pub(crate) fn all(lang: Lang) -> Markup {
    let state = |title: &str, content: Markup| ui::sample(title, &content);
    let head =
        PageHead::new("Trống, lỗi, đang tải").note("Câu chữ nói điều đã xảy ra, rồi việc làm được ngay");
    let done = Empty::done(
        "Không còn văn bản chờ bút phê",
        "Bạn đã xử lý 12 văn bản sáng nay. Văn bản mới sẽ hiện ở đây.",
    )
    .button(Button::link("Về Việc của tôi", "/").key("g v"));
    let filtered = Empty::filtered("Không có văn bản nào khớp", html! { "Đang lọc: " b { "Khẩn" } ", " b { "Sở Y tế" } ", tháng 8/2023. Bỏ lọc “Khẩn” sẽ có 17 văn bản." })
        .button(Button::link("Bỏ lọc Khẩn", "?"))
        .button(Button::link("Bỏ mọi lọc", "?").quiet());
    let first = Empty::first_time(
        Icon::Dossier,
        "Chưa có thủ tục nào được gắn cho đơn vị",
        "Quản trị viên gắn thủ tục từ danh mục chung. Việc này mất khoảng 5 phút.",
    )
    .button(Button::link("Gắn thủ tục", "add").primary());
    let offline = html! {
        (Note::plain(Icon::Offline, "3 bút phê chờ gửi. Trang đang xem là bản lúc 09:12.").title("Đang làm việc ngoại tuyến"))
        div class="btns" { (Button::submit("Ký số").primary().disabled_because("Cần mạng để ký")) }
    };
    let notes = html! {
        (Note::info("Nội dung đã khóa từ lúc trình, 08:58."))
        (Note::success("Báo cáo tuần 33 đã nộp, 16:20.").button(Button::link("Xem", "x")))
        (Note::warning("Trùng số ký hiệu với số đến 5187.").title("Có thể trùng"))
        (Note::error("Văn bản đã lưu, số đi 1902 giữ nguyên. Hệ thống tự gửi lại lúc 09:35.").title("Chưa gửi được sang trục liên thông"))
    };
    let toast = ui::toast(
        lang,
        &Said { text: "Đã chuyển Phòng CCHC, hạn mai 18/8".into(), undo: Some("/undo".into()) },
    );
    ui::page(
        &head,
        &ui::samples(&[
            state("Trống vì đã làm hết", html! { (done) }),
            state("Trống vì lọc", html! { (filtered) }),
            state("Trống lần đầu", html! { (first) }),
            state("Ghi chú", notes),
            state("Đang tải", ui::skeleton(3, "Đang mở 40 bản quét, khoảng 6 giây.")),
            state("Mất mạng", offline),
            state("Đã làm xong, còn rút lại được", toast),
            state(
                "Hai người cùng sửa",
                ui::versions(
                    lang,
                    &html! { p { "Hạn 25/8/2023" } },
                    &html! { p { "Hạn 22/8/2023" } },
                    "Vũ Hoàng Nam",
                ),
            ),
        ]),
    )
}

pub(crate) fn form(lang: Lang) -> Markup {
    let faults = [
        FieldFault { field: "issued".into(), message: "Tháng 9 chỉ có 30 ngày.".into() },
        FieldFault {
            field: "issuer".into(),
            message: "Chưa có trong danh mục. Có phải “Sở Tài chính”?".into(),
        },
    ];
    let labels = [("issued", "Ngày ban hành"), ("issuer", "Cơ quan ban hành")];
    let roles = vec![
        Opt::new("clerk", "Văn thư"),
        Opt::new("leader", "Lãnh đạo"),
        Opt::new("admin", "Quản trị cơ quan"),
    ];
    let content = html! {
        (ui::error_summary(lang, None, &faults, &labels))
        (Field::new("issued", "Ngày ban hành", Control::date("31/9/2023")).hint("ngày/tháng/năm").fault(&faults).required())
        (Field::new("issuer", "Cơ quan ban hành", Control::text("So Tai chnh")).fault(&faults))
        (Field::new("roles", "Vai trò", Control::Choices { options: roles, chosen: vec!["clerk".into()], several: true }))
        (Field::new("files", "Tệp đính kèm", Control::Files { accept: ".pdf,.docx".into(), several: true, invite: "Kéo tệp vào đây hoặc chọn từ máy. Tối đa 50 MB một tệp.".into() }))
        (Field::new("remark", "Ghi chú", Control::area("", 3)).aside("không bắt buộc"))
        (ui::buttons(&[Button::submit("Cấp tài khoản cho Nguyễn Minh An").primary().key("Ctrl+Enter"), Button::link("Về danh sách", "/").quiet(), Button::submit("Khóa tài khoản").danger().pushed()]))
    };
    let head = PageHead::new(lang.pick("Biểu mẫu có lỗi", "A form with faults"))
        .scope(ui::trail(lang, &[("Quản trị", "/admin"), ("Người dùng", "/admin/people")]));
    ui::page(&head, &ui::column(&html! { (Form::post("/people", Uuid::from_u128(9), content).files()) }))
}

pub(crate) fn sign_in(lang: Lang, theme: Theme) -> Markup {
    let word = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let form = html! {
        h1 { (word("Đăng nhập", "Sign in")) }
        (Field::new("name", word("Thư điện tử công vụ", "Official e-mail"), Control::typed("email", "username", "thuha@hanoi.example").large()).required())
        (Field::new("password", word("Mật khẩu", "Password"), Control::secret("current-password").large()).aside_link(word("Quên mật khẩu", "Forgotten"), "/forgotten").error(Some(word("Thư điện tử hoặc mật khẩu chưa đúng.", "E-mail or password is not right.").into())).required())
        (Button::submit(word("Đăng nhập", "Sign in")).primary().large().wide())
        p class="or" { (word("hoặc", "or")) }
        div class="stack-2" {
            (Button::submit(word("Chứng thư số công vụ", "Official certificate")).large().wide().icon(Icon::Key).value("by", "certificate"))
            (Button::submit(word("Tài khoản định danh điện tử", "Electronic identity")).large().wide().icon(Icon::Identity).value("by", "identity"))
        }
    };
    Gate {
        lang,
        theme,
        title: word("Đăng nhập", "Sign in").into(),
        agency: "UBND thành phố Hà Nội".into(),
        said: None,
        path: "/sign-in".into(),
        form: html! { (Form::set("/sign-in", form)) },
        say: word(
            "Một nơi cho văn bản, nhiệm vụ, báo cáo và thủ tục của 633 cơ quan.",
            "One place for the documents, tasks, reports and procedures of 633 agencies.",
        )
        .into(),
        foot: vec![
            (word("Tra cứu hồ sơ", "Look up a dossier").into(), "/lookup".into()),
            (word("Trợ năng", "Accessibility").into(), "/accessibility".into()),
        ],
    }
    .render()
}

pub(crate) fn not_found(lang: Lang, theme: Theme) -> Markup {
    let problem = Problem::new(
        "edge.not_found",
        Fault::NotFound,
        lang.pick(
            "Không có trang này, hoặc trang không dành cho bạn",
            "There is no such page, or it is not for you",
        ),
        lang.pick(
            "Hãy kiểm tra địa chỉ, hoặc tìm từ ô tìm kiếm.",
            "Check the address, or look for it with the search box.",
        ),
    );
    ui::pages::problem(lang, theme, &problem, "7f31")
}

pub(crate) fn failure(lang: Lang, theme: Theme) -> Markup {
    let problem = Problem::new(
        "db.internal",
        Fault::Internal,
        lang.pick("Hệ thống gặp lỗi, chưa có gì được ghi", "Something failed; nothing was recorded"),
        lang.pick("Những gì đã lưu trước đó vẫn nguyên vẹn. Hãy thử lại; nếu còn lỗi, báo mã dưới đây cho quản trị.", "What was saved before is intact. Try again; if it fails again, tell the administrator the code below."),
    );
    ui::pages::problem(lang, theme, &problem, "KV-7F31")
}

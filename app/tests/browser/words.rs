//! What the pages say in each language, as far as the tests press, fill in or read it.

/// Who signs in: the demo's accounts.
pub const OFFICER: &str = "chuyenvien.snv";
pub const HEAD: &str = "truongphong.snv";
pub const OFFICE: &str = "vanphong.snv";
pub const LEADER: &str = "lanhdao.snv";
pub const CLERK: &str = "vanthu.snv";
pub const THEIR_CLERK: &str = "vanthu.badinh";
pub const THEIR_OFFICE: &str = "vanphong.badinh";
pub const THEIR_LEADER: &str = "lanhdao.badinh";
pub const THEIR_HEAD: &str = "truongphong.badinh";
pub const THEIR_OFFICER: &str = "chuyenvien.badinh";
pub const AUDITOR: &str = "kiemtra";
pub const ADMINISTRATOR: &str = "quantri";
pub const AGENCY_ADMINISTRATOR: &str = "quantri.snv";
pub const PASSWORD: &str = "sao-khue-1805";

/// Names that are the same in both languages: agencies and units speak Vietnamese.
pub const THEIRS: &str = "Ủy ban nhân dân quận Ba Đình";
pub const THEIR_UNIT: &str = "Phòng Nội vụ";

/// The words of one language.
pub struct Words {
    pub code: &'static str,
    /// The button of the other language's page that leads to this one.
    pub switch: Option<&'static str>,
    pub user_name: &'static str,
    pub password: &'static str,
    pub sign_in: &'static str,
    pub new_document: &'static str,
    pub main_file: &'static str,
    pub subject: &'static str,
    pub other_recipients: &'static str,
    pub save_draft: &'static str,
    pub submit: &'static str,
    pub submitted: &'static str,
    pub approve: &'static str,
    pub sign_off: &'static str,
    pub approved: &'static str,
    pub number: &'static str,
    pub numbered: &'static str,
    pub issue: &'static str,
    pub issued: &'static str,
    pub accept: &'static str,
    pub accepted: &'static str,
    pub lead: &'static str,
    pub direction_words: &'static str,
    pub propose: &'static str,
    pub proposed: &'static str,
    pub confirm: &'static str,
    pub directed: &'static str,
    pub pass_down: &'static str,
    pub pass_down_send: &'static str,
    pub passed_down: &'static str,
    pub result: &'static str,
    pub finish: &'static str,
    pub finished: &'static str,
    pub reply: &'static str,
    pub done: &'static str,
    pub waits_for_number: &'static str,
}

pub const VI: Words = Words {
    code: "vi",
    switch: None,
    user_name: "Tên đăng nhập",
    password: "Mật khẩu",
    sign_in: "Đăng nhập",
    new_document: "Soạn văn bản",
    main_file: "Văn bản chính",
    subject: "Trích yếu",
    other_recipients: "Nơi nhận khác",
    save_draft: "Lưu dự thảo",
    submit: "Trình duyệt",
    submitted: "Đã trình",
    approve: "Duyệt, chuyển tiếp",
    sign_off: "Duyệt ban hành",
    approved: "Đã duyệt",
    number: "Cấp số, ghi ngày",
    numbered: "Đã cấp số",
    issue: "Phát hành ",
    issued: "Đã phát hành, đang gửi đến nơi nhận",
    accept: "Tiếp nhận, cấp số đến",
    accepted: "Đã tiếp nhận, số đến",
    lead: "Chủ trì",
    direction_words: "Nội dung bút phê",
    propose: "Đề xuất, trình lãnh đạo",
    proposed: "Đã trình lãnh đạo",
    confirm: "Đồng ý như đề xuất",
    directed: "Đã bút phê và chuyển",
    pass_down: "Giao tiếp",
    pass_down_send: "Giao",
    passed_down: "Đã giao",
    result: "Kết quả xử lý",
    finish: "Báo đã xử lý xong",
    finished: "Đã báo xong",
    reply: "Soạn trả lời",
    done: "Đã xử lý",
    waits_for_number: "Đã duyệt, chờ cấp số",
};

pub const EN: Words = Words {
    code: "en",
    switch: Some("English"),
    user_name: "User name",
    password: "Password",
    sign_in: "Sign in",
    new_document: "New document",
    main_file: "Main document",
    subject: "Subject",
    other_recipients: "Other recipients",
    save_draft: "Save the draft",
    submit: "Submit",
    submitted: "Submitted",
    approve: "Approve and pass on",
    sign_off: "Approve for issue",
    approved: "Approved",
    number: "Number and date",
    numbered: "Numbered",
    issue: "Issue ",
    issued: "Issued; on its way to the recipients",
    accept: "Accept and number",
    accepted: "Accepted, arrival",
    lead: "Lead",
    direction_words: "Words of the direction",
    propose: "Propose to the leader",
    proposed: "Proposed to the leader",
    confirm: "Agree as proposed",
    directed: "Directed and forwarded",
    pass_down: "Pass down",
    pass_down_send: "Pass down",
    passed_down: "Passed down",
    result: "Result",
    finish: "Report it done",
    finished: "Reported done",
    reply: "Draft a reply",
    done: "Done",
    waits_for_number: "Approved, waits for its number",
};

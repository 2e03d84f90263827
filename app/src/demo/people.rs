//! Invented people. Names are put together by chance from common parts and mean nobody.

use super::chance::Chance;

const FAMILY: [&str; 18] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    "Đào", "Đoàn", "Vương", "Trịnh",
];
const MIDDLE_F: [&str; 10] =
    ["Thị", "Thu", "Ngọc", "Minh", "Khánh", "Phương", "Thanh", "Diệu", "Hồng", "Bích"];
const GIVEN_F: [&str; 20] = [
    "Hà", "Linh", "Lan", "Mai", "Hương", "Thủy", "Trang", "Ngân", "Yến", "Hạnh", "Vân", "Nhung", "Quỳnh",
    "Thảo", "Dung", "Nga", "Hiền", "Oanh", "Loan", "Châu",
];
const MIDDLE_M: [&str; 10] = ["Văn", "Đức", "Hoàng", "Quang", "Minh", "Hữu", "Xuân", "Công", "Tuấn", "Thế"];
const GIVEN_M: [&str; 20] = [
    "Nam", "An", "Dũng", "Hùng", "Sơn", "Thắng", "Việt", "Long", "Khoa", "Bình", "Phúc", "Tùng", "Hải",
    "Cường", "Kiên", "Vinh", "Đạt", "Quân", "Thành", "Lâm",
];

/// A full name.
pub(crate) fn name(chance: &mut Chance) -> String {
    let (middle, given): (&[&str], &[&str]) =
        if chance.percent(50) { (&MIDDLE_F, &GIVEN_F) } else { (&MIDDLE_M, &GIVEN_M) };
    format!("{} {} {}", chance.pick(&FAMILY), chance.pick(middle), chance.pick(given))
}

//! What is typed or pasted becomes a body, and the body the same text again.
#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use prose::{Block, Fault, Prose, Run, Words, from_html};

fn words(parts: &[(&str, bool, bool)]) -> Words {
    let runs =
        parts.iter().map(|(text, bold, italic)| Run { text: (*text).into(), bold: *bold, italic: *italic });
    Words { runs: runs.collect() }
}

#[test]
fn the_markup_of_a_decision_is_read() {
    let text = "> Căn cứ Luật Tổ chức chính quyền địa phương;\n\n= QUYẾT ĐỊNH:\n\nĐiều 1. Thành lập **Tổ công tác** gồm:\n\
                1. Ông *Nguyễn Văn A*;\na) chuẩn bị nội dung\n- gạch đầu dòng\n\n| STT | Họ tên |\n|--|------|\n| 1 | Trần \\| Thị B |\n\n\
                Điều 12a. Hiệu lực\n## I. MỤC ĐÍCH\n2.1. Khoản con\n\\1. không phải khoản";
    let read = Prose::parse(text);
    assert_eq!(
        read.blocks,
        [
            Block::basis("Căn cứ Luật Tổ chức chính quyền địa phương;"),
            Block::resolve("QUYẾT ĐỊNH:"),
            Block::Article {
                marker: "Điều 1.".into(),
                words: words(&[
                    ("Thành lập ", false, false),
                    ("Tổ công tác", true, false),
                    (" gồm:", false, false)
                ]),
            },
            Block::Point {
                marker: "1.".into(),
                words: words(&[("Ông ", false, false), ("Nguyễn Văn A", false, true), (";", false, false)]),
            },
            Block::Point { marker: "a)".into(), words: Words::plain("chuẩn bị nội dung") },
            Block::Point { marker: "-".into(), words: Words::plain("gạch đầu dòng") },
            Block::table(["STT", "Họ tên"], [vec!["1", "Trần | Thị B"]], vec![2, 6]),
            Block::article("Điều 12a.", "Hiệu lực"),
            Block::Heading { level: 2, words: Words::plain("I. MỤC ĐÍCH") },
            Block::Point { marker: "2.1.".into(), words: Words::plain("Khoản con") },
            Block::paragraph("1. không phải khoản"),
        ]
    );
    assert_eq!(Prose::parse(&read.markup()), read);
}

#[test]
fn signs_that_mean_nothing_stay_letters() {
    for text in [
        "5 * 3 * 2 = 30",
        "một * sao",
        "**chưa đóng",
        "****",
        "a ** b",
        "C:\\x",
        "Điều 1 nói rằng",
        "(a) x",
        "Ngày 1.1",
        "1.000 đồng",
    ] {
        let read = Prose::parse(text);
        assert_eq!(read.blocks, [Block::paragraph(text)], "{text}");
        assert_eq!(Prose::parse(&read.markup()), read, "{text}");
    }
}

#[test]
fn names_in_braces_are_filled_and_others_stay() {
    let text = "Căn cứ {căn cứ}, **{ cơ quan }** đề nghị {không biết} và { dở dang";
    let filled = Prose::parse(text).filled(|name| match name {
        "căn cứ" => Some("Kế hoạch *số* 5".into()),
        "cơ quan" => Some("Sở Nội vụ".into()),
        _ => None,
    });
    assert_eq!(filled.text(), "Căn cứ Kế hoạch *số* 5, Sở Nội vụ đề nghị {không biết} và { dở dang");
    assert!(matches!(&filled.blocks[..], [Block::Paragraph { words }] if words.runs[1].bold));
}

#[test]
fn what_is_too_large_is_named() {
    let rows = |count: usize| {
        let rows = (0..count).map(|row| vec![row.to_string(), "x".into()]);
        Prose { blocks: vec![Block::table(["a".to_owned(), "b".into()], rows, Vec::new())] }
    };
    assert_eq!(rows(1_000).faults(), []);
    assert_eq!(rows(10_000).faults(), [Fault::Rows { table: 1, rows: 10_000 }]);
    let long = Prose::parse(&"chữ ".repeat(2_500_000));
    assert_eq!(long.faults(), [Fault::Letters { letters: 9_999_999 }]);
    let wide = Prose::parse(&format!("|{}", "x|".repeat(30)));
    assert_eq!(wide.faults(), [Fault::Columns { table: 1, columns: 30 }]);
    assert_eq!(Prose::parse(&"x\n".repeat(7_000)).faults(), [Fault::Blocks { blocks: 7_000 }]);
}

/// As a word processor puts a decision into the clipboard.
const WORD: &str = r#"<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><style><!--
/* Font Definitions */ @font-face {font-family:"Times New Roman"; panose-1:2 2 6 3;}
p.MsoNormal {mso-style-parent:""; margin:0cm;} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center'><b style='mso-bidi-font-weight:normal'><span lang=VI
style='font-size:14.0pt'>QUY&#7870;T &#272;&#7882;NH:<o:p></o:p></span></b></p>
<p class=MsoNormal><i><span style='font-size:14.0pt;mso-ansi-language:VI'>Căn cứ Luật&nbsp;Tổ chức
chính quyền địa phương;<o:p></o:p></span></i></p>
<p class=MsoNormal><b>Điều 1.</b><span style='mso-spacerun:yes'>  </span>Thành lập Tổ công tác &amp; phân công:</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Khoản <b>một</b>;</p>
<p class=MsoNormal><span style='mso-no-proof:yes'><!--[if gte vml 1]><v:shape id="x"><v:imagedata src="a.png"/></v:shape><![endif]--><![if !vml]><img
width=100 height=50 src="data:image/png;base64,AAAA"><![endif]></span></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='mso-yfti-irow:0'><td width=50><p
class=MsoNormal><b>STT<o:p></o:p></b></p></td><td><p><b>Nội dung</b></p></td></tr>
<tr><td><p>1</p></td><td><p>Dòng một</p><p>dòng hai</p><table><tr><td>lồng</td><td>nhau</td></tr></table></td></tr>
<tr><td><p><o:p>&nbsp;</o:p></p></td><td></td></tr></table>
<ul><li>gạch một</li><li>gạch <em>hai</em></li></ul><ol><li>số một<li>số hai</ol>
<p><b>II. TỔ CHỨC THỰC HIỆN</b></p>
<p>Ký<br>tên <span style='display:none;mso-hide:all'>ẩn</span></p>
<!--EndFragment--></body></html>"#;

#[test]
fn what_a_word_processor_pastes_is_cleaned() {
    let pasted = from_html(WORD);
    assert_eq!((pasted.pictures, pasted.nested), (1, 1));
    assert_eq!(
        pasted.prose.blocks,
        [
            Block::resolve("QUYẾT ĐỊNH:"),
            Block::basis("Căn cứ Luật Tổ chức chính quyền địa phương;"),
            Block::article("Điều 1.", "Thành lập Tổ công tác & phân công:"),
            Block::Point {
                marker: "1.".into(),
                words: words(&[("Khoản ", false, false), ("một", true, false), (";", false, false)]),
            },
            Block::table(["STT", "Nội dung"], [vec!["1", "Dòng một dòng hai lồng nhau"]], Vec::new()),
            Block::Point { marker: "-".into(), words: Words::plain("gạch một") },
            Block::Point {
                marker: "-".into(),
                words: words(&[("gạch ", false, false), ("hai", false, true)]),
            },
            Block::Point { marker: "1.".into(), words: Words::plain("số một") },
            Block::Point { marker: "2.".into(), words: Words::plain("số hai") },
            Block::Heading { level: 2, words: Words::plain("II. TỔ CHỨC THỰC HIỆN") },
            Block::paragraph("Ký"),
            Block::paragraph("tên"),
        ]
    );
}

#[test]
fn scripts_and_odd_markup_leave_only_words() {
    for (html, text) in [
        ("<script>alert('x')</script>a<b", "a"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<p onclick='x'>a</p></p></div>b", "a\nb"),
        ("<style>p{}", ""),
        ("<!-- never closed", ""),
        ("<b style=\"font-weight:normal\">không đậm</b>", "không đậm"),
        ("<a href='javascript:x'>liên kết</a>", "liên kết"),
        ("<p =x='y' / ==>dở</p>", "dở"),
        ("&#0;&#xD800;&#99999999999;&bogus;", "&#xD800;&#99999999999;&bogus;"),
    ] {
        let pasted = from_html(html);
        assert_eq!(pasted.prose.text(), text, "{html}");
        assert!(pasted.prose.blocks.iter().all(
            |block| !matches!(block, Block::Paragraph { words } if words.runs.iter().any(|run| run.bold))
        ));
    }
}

fn some_words() -> impl Strategy<Value = Words> {
    let run = ("[ a-zđ0-9*|\\\\#>=+.)\\-\u{a0}Đề]{0,8}", any::<bool>(), any::<bool>());
    prop::collection::vec(run, 0..5).prop_map(|runs| Words {
        runs: runs.into_iter().map(|(text, bold, italic)| Run { text, bold, italic }).collect(),
    })
}

fn some_block() -> impl Strategy<Value = Block> {
    let marker =
        prop_oneof![Just("1."), Just("a)"), Just("-"), Just("1.2.3."), Just("đ)"), Just("odd"), Just("+")];
    let row = || prop::collection::vec(some_words(), 0..4);
    prop_oneof![
        some_words().prop_map(|words| Block::Basis { words }),
        some_words().prop_map(|words| Block::Resolve { words }),
        (0_u8..6, some_words()).prop_map(|(level, words)| Block::Heading { level, words }),
        ("Điều [0-9]{0,3}[ab]?\\.?", some_words())
            .prop_map(|(marker, words)| Block::Article { marker, words }),
        (marker, some_words()).prop_map(|(marker, words)| Block::Point { marker: marker.into(), words }),
        some_words().prop_map(|words| Block::Paragraph { words }),
        "(Điều 1\\. |1\\. |- |# |> |\\\\)[a-z*]{0,5}".prop_map(Block::paragraph),
        (row(), prop::collection::vec(row(), 0..3), prop::collection::vec(0_u8..50, 0..4))
            .prop_map(|(head, rows, widths)| Block::Table { head, rows, widths }),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(blocks in prop::collection::vec(some_block(), 0..8)) {
        let tidy = Prose { blocks }.tidied();
        prop_assert_eq!(&tidy.clone().tidied(), &tidy);
        let read = Prose::parse(&tidy.markup());
        prop_assert_eq!(read, tidy.clone(), "{}", tidy.markup());
        let json = serde_json::to_string(&tidy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Prose>(&json).unwrap(), tidy);
    }

    #[test]
    fn any_text_is_some_body(text in "\\PC{0,80}(\n[|#>*\\\\ -]{0,6}\\PC{0,20}){0,4}") {
        let read = Prose::parse(&text);
        prop_assert_eq!(Prose::parse(&read.markup()), read);
    }

    #[test]
    fn any_html_is_some_body(html in "(<[/!a-z=\"' >-]{0,12}|&[#a-z0-9;]{0,6}|\\PC{0,4}|<table>|<tr>|<td>|</table>|<li>|<ol>|<b>|</p>|<p>){0,30}") {
        let pasted = from_html(&html);
        prop_assert_eq!(Prose::parse(&pasted.prose.markup()), pasted.prose);
    }
}

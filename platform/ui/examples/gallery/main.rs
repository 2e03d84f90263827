//! Writes sample pages made from the components alone, to look at and to compare with the drawings.
//!
//! `cargo run -p ui --example gallery -- OUT_DIR`. Every name and figure is invented.

mod board;
mod desk;
mod states;
mod work;

use std::path::Path;
use std::{env, fs, io};
use ui::{Entry, Held, Icon, Lang, Said, Shell, Theme};

fn main() -> io::Result<()> {
    let Some(folder) = env::args().nth(1) else {
        return Err(io::Error::other("name the folder to write to: gallery OUT_DIR"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for asset in ui::assets() {
        // The pages are opened as files: what is absolute in the product is relative here.
        let bytes = match asset.media.starts_with("text/css") {
            true => String::from_utf8_lossy(asset.bytes).replace("url(/assets/", "url(").into_bytes(),
            false => asset.bytes.to_vec(),
        };
        fs::write(folder.join("assets").join(&asset.name), bytes)?;
    }
    for lang in [Lang::Vi, Lang::En] {
        for theme in [Theme::Light, Theme::Dark] {
            for (name, page) in pages(lang, theme) {
                let page = page.replace("=\"/assets/", "=\"assets/").replace(" data-stream=\"/live\"", "");
                fs::write(folder.join(format!("{name}-{}-{}.html", lang.code(), theme.code())), page)?;
            }
        }
    }
    Ok(())
}

/// Every sample page by its name.
pub(crate) fn pages(lang: Lang, theme: Theme) -> Vec<(&'static str, String)> {
    let shell = |title: &str, active: &str| shell(lang, theme, title, active);
    let with = |shell: Shell, content| shell.render(content).into_string();
    vec![
        ("inbox", with(shell("Văn bản đến", "/documents"), desk::inbox(lang, ui::Side::List))),
        ("reading", with(shell("Văn bản đến", "/documents"), desk::inbox(lang, ui::Side::Reading))),
        ("register", with(shell("Vào sổ", "/documents"), desk::register(lang))),
        ("owe", with(shell("Việc của tôi", "/"), work::owe(lang))),
        ("board", with(shell("Toàn cảnh", "/overview"), board::overview(lang))),
        ("states", with(shell("Trạng thái", "/documents"), states::all(lang))),
        ("form", with(shell("Biểu mẫu", "/documents"), states::form(lang))),
        (
            "saying",
            with(
                Shell {
                    said: Some(Said {
                        text: "Đã chuyển Phòng CCHC, hạn mai 18/8".into(),
                        undo: Some("/undo".into()),
                    }),
                    ..shell("Việc của tôi", "/")
                },
                work::owe(lang),
            ),
        ),
        ("phone", with(shell("Bút phê", "/documents"), desk::phone(lang))),
        ("signin", states::sign_in(lang, theme).into_string()),
        ("notfound", states::not_found(lang, theme).into_string()),
        ("failure", states::failure(lang, theme).into_string()),
        ("offline", ui::pages::offline(lang, theme).into_string()),
    ]
}

fn shell(lang: Lang, theme: Theme, title: &str, active: &str) -> Shell {
    let entry = |address: &str, vi: &str, en: &str, icon, count, key, group| Entry {
        address: address.to_owned(),
        name: lang.pick(vi, en).to_owned(),
        icon,
        count,
        key,
        group,
        current: address == active,
    };
    Shell {
        lang,
        stead: None,
        theme,
        title: title.to_owned(),
        path: active.to_owned(),
        entries: vec![
            entry("/", "Việc của tôi", "My work", Icon::Duties, 23, Some('v'), 0),
            entry("/documents", "Văn bản đến", "Incoming", Icon::Inbox, 4, Some('d'), 0),
            entry("/outgoing", "Văn bản đi", "Outgoing", Icon::Send, 0, None, 0),
            entry("/drafts", "Trình ký", "To sign", Icon::Pen, 5, Some('t'), 0),
            entry("/tasks", "Nhiệm vụ", "Tasks", Icon::Task, 8, Some('n'), 1),
            entry("/reports", "Báo cáo định kỳ", "Reports", Icon::Report, 3, None, 1),
            entry("/dossiers", "Thủ tục hành chính", "Procedures", Icon::Dossier, 41, None, 1),
            entry("/indices", "Chỉ số cải cách", "Indices", Icon::Gauge, 0, None, 1),
            entry("/overview", "Toàn cảnh", "Overview", Icon::Board, 0, Some('c'), 1),
        ],
        person: "Trần Thu Hà".to_owned(),
        position: "Phó Giám đốc Sở".to_owned(),
        agency: "Sở Nội vụ Hà Nội".to_owned(),
        positions: vec![
            Held { id: "1".into(), name: "Phó Giám đốc, Sở Nội vụ".into(), current: true },
            Held { id: "2".into(), name: "Thành viên, Ban Chỉ đạo CCHC".into(), current: false },
        ],
        demo: true,
        largest_file: 100 << 20,
        said: None,
    }
}

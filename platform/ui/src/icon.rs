//! Icons: a small, named choice out of Lucide (ISC), and the house's own mark.

use maud::{Markup, PreEscaped, html};

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $data:ident,)*) => {
        /// An icon, named by what it stands for here and not by what it shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon {
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            /// Every icon there is.
            pub const ALL: &[Icon] = &[$(Icon::$name,)*];

            fn drawing(self) -> &'static str {
                match self {
                    $(Icon::$name => icondata_lu::$data.data,)*
                }
            }
        }
    };
}

icons! {
    /// Find.
    Search = LuSearch,
    /// What I owe (Việc của tôi).
    Duties = LuListChecks,
    /// Incoming documents.
    Inbox = LuInbox,
    /// Outgoing documents; send.
    Send = LuSend,
    /// Write, direct, submit for signature.
    Pen = LuPencil,
    /// Sign.
    Sign = LuSignature,
    /// A task.
    Task = LuSquareCheckBig,
    /// A periodic report.
    Report = LuFileChartColumn,
    /// A dossier.
    Dossier = LuFolderMinus,
    /// An index.
    Gauge = LuGauge,
    /// The overview (Toàn cảnh).
    Board = LuChartColumn,
    /// A deadline, history.
    Clock = LuClock,
    /// What happened.
    History = LuHistory,
    /// People.
    Users = LuUsers,
    /// A person.
    User = LuUser,
    /// Take back.
    Undo = LuUndo2,
    /// The order of a list.
    Sort = LuArrowDownWideNarrow,
    /// Before this.
    Up = LuChevronUp,
    /// After this.
    Down = LuChevronDown,
    /// Back.
    Left = LuChevronLeft,
    /// Onward.
    Right = LuChevronRight,
    /// Hand to somebody.
    Forward = LuCornerUpRight,
    /// Keep on file (lưu hồ sơ).
    Archive = LuArchive,
    /// Print.
    Print = LuPrinter,
    /// More of it.
    More = LuEllipsis,
    /// Enlarge.
    ZoomIn = LuZoomIn,
    /// Make smaller.
    ZoomOut = LuZoomOut,
    /// Turn the page.
    Rotate = LuRotateCw,
    /// Close, remove.
    Close = LuX,
    /// Done.
    Check = LuCheck,
    /// Something needs care.
    Alert = LuTriangleAlert,
    /// Worth knowing.
    Info = LuInfo,
    /// Not for everybody.
    Lock = LuLock,
    /// No network.
    Offline = LuCloudOff,
    /// Read from a scan.
    Scan = LuScanText,
    /// A file.
    File = LuFileText,
    /// Something attached.
    Attachment = LuPaperclip,
    /// Take a copy.
    Download = LuDownload,
    /// Bring in a file.
    Upload = LuUpload,
    /// Add.
    Plus = LuPlus,
    /// Remove for good.
    Trash = LuTrash2,
    /// Settings.
    Settings = LuSettings,
    /// An agency.
    Agency = LuLandmark,
    /// The tree of agencies.
    Tree = LuNetwork,
    /// Messages.
    Bell = LuBell,
    /// Copy to the clipboard.
    Copy = LuCopy,
    /// Narrow a list down.
    Filter = LuListFilter,
    /// A day.
    Calendar = LuCalendar,
    /// Keys.
    Keyboard = LuKeyboard,
    /// Sign out.
    SignOut = LuLogOut,
    /// Theme.
    Theme = LuSunMoon,
    /// Language.
    Language = LuLanguages,
    /// A key, a certificate.
    Key = LuKeyRound,
    /// An identity.
    Identity = LuIdCard,
    /// Proven.
    Shield = LuShieldCheck,
    /// A link between records.
    Link = LuLink,
    /// A register (sổ).
    Register = LuBookOpen,
    /// Compare two versions.
    Compare = LuGitCompare,
    /// Try again.
    Retry = LuRefreshCw,
    /// A role, a delegation.
    Role = LuUserCog,
    /// A remark.
    Remark = LuMessageSquare,
    /// Stored data, jobs.
    Database = LuDatabase,
    /// Mail.
    Mail = LuMail,
    /// Look at it.
    Eye = LuEye,
}

/// The icon as a drawing beside text. It is hidden from readers of the screen: the text says it.
pub fn icon(icon: Icon) -> Markup {
    drawn(icon, "icon")
}

/// The icon in 20 px, for phones and empty states.
pub fn icon_large(icon: Icon) -> Markup {
    drawn(icon, "icon icon--l")
}

/// The icon in 14 px, within labels and tokens.
pub fn icon_small(icon: Icon) -> Markup {
    drawn(icon, "icon icon--s")
}

fn drawn(icon: Icon, class: &str) -> Markup {
    html! { svg class=(class) viewBox="0 0 24 24" aria-hidden="true" { (PreEscaped(icon.drawing())) } }
}

/// The path of the mark, as in `mark.svg`.
const MARK: &str = "M6.5 2h19A4.5 4.5 0 0 1 30 6.5v19a4.5 4.5 0 0 1-4.5 4.5h-19A4.5 4.5 0 0 1 2 25.5v-19A4.5 4.5 0 0 1 6.5 2ZM16 5a11 11 0 1 0 0 22 11 11 0 0 0 0-22ZM16 4.8 17.65 12.03 23.92 8.08 19.97 14.35 27.2 16 19.97 17.65 23.92 23.92 17.65 19.97 16 27.2 14.35 19.97 8.08 23.92 12.03 17.65 4.8 16 12.03 14.35 8.08 8.08 14.35 12.03ZM16 13.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z";

/// The mark: square window, round window, eight-rayed Khuê star. The name beside it says what it is.
pub fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 32 32" aria-hidden="true" {
            path fill="currentColor" fill-rule="evenodd" d=(MARK) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_on_pages_is_the_mark_of_the_file() {
        assert!(include_str!("../mark.svg").contains(MARK));
    }

    #[test]
    fn every_icon_is_a_drawing_and_nothing_else() {
        for drawing in Icon::ALL.iter().map(|icon| icon.drawing()) {
            assert!(drawing.starts_with('<'));
            assert!(!drawing.contains("style") && !drawing.contains("script"), "{drawing}");
        }
    }
}

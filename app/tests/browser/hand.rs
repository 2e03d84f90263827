//! Somebody at a browser: signs in, presses what they read, fills in what is labelled.

use crate::driver::{Driver, Element, Session};
use crate::house::House;
use crate::words::{PASSWORD, Words};
use data_encoding::BASE64;
use edge::{COOKIE_LANG, COOKIE_SESSION};
use serde_json::json;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

const PICTURES_ARE_THERE: &str = "
    return [...document.images].every((one) => {
      const { top, bottom, width } = one.getBoundingClientRect();
      return one.complete || !width || bottom < 0 || top > innerHeight;
    })";

pub struct Hand<'h> {
    pub session: Session<'h>,
    pub words: &'static Words,
    url: &'h str,
    /// The sessions of those who have signed in before.
    known: RefCell<BTreeMap<String, String>>,
}

impl<'h> Hand<'h> {
    /// Opens a browser in a language, as a reader chooses it on the first page.
    pub fn open(house: &'h House, driver: &'h Driver, words: &'static Words, scripts: bool) -> Hand<'h> {
        let session = driver.open(&house.place("profile"), scripts);
        let hand = Hand { session, words, url: &house.url, known: RefCell::default() };
        hand.go("/sign-in");
        if let Some(switch) = words.switch {
            hand.press(switch);
        }
        hand.read(words.sign_in);
        hand
    }

    /// Becomes somebody: signs in by the form the first time, and goes on in that session later.
    pub fn be(&self, user: &str) {
        self.session.drop_cookie(COOKIE_SESSION);
        let known = self.known.borrow().get(user).cloned();
        if let Some(token) = known {
            self.session.set_cookie(COOKIE_SESSION, &token);
            return;
        }
        self.go("/sign-in");
        self.fill(self.words.user_name, user);
        self.fill(self.words.password, PASSWORD);
        self.press(self.words.sign_in);
        self.until("signed in", || (!self.path().starts_with("/sign-in")).then_some(()));
        let token = self.session.cookie(COOKIE_SESSION).expect("a session");
        self.known.borrow_mut().insert(user.to_owned(), token);
    }

    /// Is nobody.
    pub fn leave(&self) {
        self.session.drop_cookie(COOKIE_SESSION);
    }

    /// Reads in another language from now on.
    pub fn speak(&mut self, words: &'static Words) {
        self.session.set_cookie(COOKIE_LANG, words.code);
        self.words = words;
    }

    pub fn go(&self, path: &str) {
        self.session.go(&format!("{}{path}", self.url));
    }

    /// Path and query of the present page.
    pub fn path(&self) -> String {
        self.session.address().trim_start_matches(self.url).to_owned()
    }

    /// The text of the page, as it can be seen.
    pub fn text(&self) -> String {
        let body = self.session.find("/html/body");
        body.first().and_then(|body| self.session.text(body).ok()).unwrap_or_default()
    }

    /// Waits until the page says something.
    pub fn read(&self, words: &str) {
        self.until(words, || self.text().contains(words).then_some(()));
    }

    /// Waits until the page tells what was just done.
    pub fn told(&self, words: &str) {
        let path = format!("//*[@id='toasts'][contains(., \"{words}\")]");
        self.until(words, || self.session.find(&path).pop());
    }

    /// Presses the first button or link that is seen and says these words, beside keys and counts.
    pub fn press(&self, words: &str) {
        self.click(
            words,
            &format!("//*[self::button or self::a][.//text()[normalize-space(.) = \"{words}\"]]"),
        );
    }

    /// Presses the first button that is seen and begins with these words.
    pub fn press_beginning(&self, words: &str) {
        self.click(words, &format!("//button[starts-with(normalize-space(.), \"{words}\")]"));
    }

    /// Opens what is folded away.
    pub fn unfold(&self, words: &str) {
        self.click(words, &format!("//summary[.//text()[normalize-space(.) = \"{words}\"]]"));
    }

    /// Follows the first link that is seen and contains these words.
    pub fn follow(&self, words: &str) {
        self.click(words, &format!("//a[contains(., \"{words}\")]"));
    }

    fn click(&self, words: &str, path: &str) {
        let mut fault = String::new();
        let patience = Instant::now();
        loop {
            // A page that changes under the hand is looked at again.
            let seen = self.session.find(path).into_iter().find(|one| self.session.shows(one));
            match seen.map(|one| self.session.click(&one)) {
                Some(Ok(())) => return,
                Some(Err(error)) => fault = error,
                None => {}
            }
            assert!(
                patience.elapsed() < PATIENCE,
                "cannot press “{words}” on {}: {fault}\n{}",
                self.path(),
                self.text()
            );
            sleep(Duration::from_millis(50));
        }
    }

    /// The field under a label.
    pub fn field(&self, label: &str) -> Element {
        let path = format!("//label[starts-with(normalize-space(.), \"{label}\")]");
        self.until(label, || {
            let found = self.session.find(&path);
            let seen = found.into_iter().find(|one| self.session.attribute(one, "for").is_some())?;
            let id = self.session.attribute(&seen, "for")?;
            self.session.find(&format!("//*[@id='{id}']")).pop()
        })
    }

    /// Writes into the field under a label, in place of what was there.
    pub fn fill(&self, label: &str, text: &str) {
        let field = self.field(label);
        self.session.clear(&field);
        self.session.type_into(&field, text);
    }

    /// Chooses a file for the field under a label.
    pub fn attach(&self, label: &str, path: &Path) {
        self.session.type_into(&self.field(label), &path.display().to_string());
    }

    /// Chooses, in a group of options of which most are folded away, the one that contains these words.
    pub fn pick(&self, group: &str, option: &str) {
        let group = format!("//fieldset[starts-with(normalize-space(legend), \"{group}\")]");
        let summary = self.until(option, || {
            self.session.find(&format!("{group}//summary")).into_iter().find(|one| self.session.shows(one))
        });
        self.session.click(&summary).unwrap();
        let label = self.until(option, || {
            let found = self.session.find(&format!("{group}//label[contains(., \"{option}\")]"));
            found.into_iter().find(|one| self.session.shows(one))
        });
        self.session.click(&label).unwrap();
    }

    /// Makes the window so wide; below 720 px it is a phone.
    pub fn width(&self, width: u32) {
        let height = if width < 720 { 844 } else { 900 };
        let phone = width < 720;
        self.session.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone }),
        );
        // A thumb cannot point finely.
        self.session.command(
            "Emulation.setTouchEmulationEnabled",
            &json!({ "enabled": phone, "maxTouchPoints": if phone { 5 } else { 1 } }),
        );
    }

    /// Shows the present page in light or dark, without asking the server.
    pub fn colours(&self, theme: &str) {
        self.session.run(&format!("document.documentElement.dataset.theme = '{theme}'"));
    }

    /// A picture of what the window shows, as PNG, once its own pictures have come.
    pub fn picture(&self) -> Vec<u8> {
        self.until("pictures", || (self.session.run(PICTURES_ARE_THERE) == true).then_some(()));
        let taken = self.session.command("Page.captureScreenshot", &json!({ "format": "png" }));
        BASE64.decode(taken["data"].as_str().unwrap().as_bytes()).unwrap()
    }

    /// Waits for something.
    pub fn until<T>(&self, what: &str, mut there: impl FnMut() -> Option<T>) -> T {
        let patience = Instant::now();
        loop {
            if let Some(found) = there() {
                return found;
            }
            assert!(patience.elapsed() < PATIENCE, "waited for “{what}” on {}\n{}", self.path(), self.text());
            sleep(Duration::from_millis(50));
        }
    }

    /// Opens a list, again and again, until a row with these words is there, and then that row.
    pub fn open_row(&self, list: &str, words: &str) {
        let row = format!("//section[@id='list']//a[contains(., \"{words}\")]");
        self.until(words, || {
            self.go(list);
            self.session.find(&row).into_iter().find(|one| self.session.shows(one))
        });
        self.follow(words);
        let heading = format!("//h2[@id='reading-title'][contains(., \"{words}\")]");
        self.until(words, || self.session.find(&heading).pop());
    }
}

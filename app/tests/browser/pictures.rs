//! Pictures of every page, to look at: `PICTURES=FOLDER cargo nextest run -p khuevan --run-ignored only pictures`.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::places;
use crate::words::*;
use std::path::PathBuf;
use std::{env, fs};

#[test]
#[ignore = "makes pictures, judges nothing"]
fn browser_pictures() {
    let folder = PathBuf::from(env::var_os("PICTURES").expect("PICTURES names a folder"));
    fs::create_dir_all(&folder).unwrap();
    let (house, driver) = (House::start(), Driver::start());
    let mut hand = Hand::open(&house, &driver, &VI, true);
    let places = places::all(&hand);
    for (words, width, theme) in [
        (&VI, 1440, "light"),
        (&VI, 1440, "dark"),
        (&VI, 390, "light"),
        (&EN, 1440, "light"),
        (&EN, 390, "light"),
    ] {
        hand.speak(words);
        hand.width(width);
        for place in &places {
            match place.user {
                Some(user) => hand.be(user),
                None => hand.leave(),
            }
            hand.go(&place.path);
            hand.colours(theme);
            let name = format!("{}-{width}-{theme}-{}.png", place.name, words.code);
            fs::write(folder.join(name), hand.picture()).unwrap();
        }
    }
}

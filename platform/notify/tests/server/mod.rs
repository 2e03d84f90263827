//! A mail server that speaks just enough SMTP, on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A letter as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letter {
    /// What the client said of itself.
    pub(crate) login: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Letter {
    /// The body, decoded.
    pub(crate) fn body(&self) -> String {
        let (head, body) = self.text.split_once("\r\n\r\n").unwrap();
        let bytes = match head.contains("base64") {
            true => base64(&body.replace("\r\n", "")),
            false => quoted(body),
        };
        String::from_utf8(bytes).unwrap()
    }
}

/// A running server. It refuses `unknown@…` for good and `busy@…` for now.
pub(crate) struct Server {
    pub(crate) port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Server {
    pub(crate) fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&letters);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || converse(stream.unwrap(), &kept));
            }
        });
        Server { port, letters }
    }

    pub(crate) fn received(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }
}

/// One connection, until the client leaves.
fn converse(stream: TcpStream, letters: &Mutex<Vec<Letter>>) -> Option<()> {
    let mut out = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).ok();
    let mut letter = Letter::default();
    say("220 mail.example.gov.vn")?;
    loop {
        let line = lines.next()?;
        let (verb, rest) = line.split_at(line.len().min(4));
        match verb {
            "EHLO" => say("250-mail.example.gov.vn\r\n250-8BITMIME\r\n250 AUTH PLAIN")?,
            "AUTH" => {
                let word = rest.trim().strip_prefix("PLAIN ").unwrap_or_default();
                letter.login = String::from_utf8(base64(word)).unwrap();
                say("235 welcome")?;
            }
            "MAIL" => {
                letter.from = address(rest);
                say("250 fine")?;
            }
            "RCPT" => {
                letter.to = address(rest);
                match letter.to.as_str() {
                    to if to.starts_with("unknown@") => say("550 no such mailbox")?,
                    to if to.starts_with("busy@") => say("450 mailbox busy")?,
                    _ => say("250 fine")?,
                }
            }
            "DATA" => {
                say("354 go on")?;
                letter.text =
                    lines.by_ref().take_while(|line| line != ".").map(|line| line + "\r\n").collect();
                letters.lock().unwrap().push(letter.clone());
                say("250 taken")?;
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 fine")?,
        }
    }
}

fn address(text: &str) -> String {
    text.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

fn base64(text: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for digit in text.trim_end_matches('=').chars() {
        held = (held << 6) | u32::try_from(alphabet.find(digit).unwrap()).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

fn quoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'=' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    bytes
}

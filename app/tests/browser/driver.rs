//! WebDriver, as far as the tests need it: JSON over HTTP to a `chromedriver` on this machine.

use crate::house::line_of;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The name under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running `chromedriver`.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    pub fn start() -> Driver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver; .ci/packages installs it");
        let line = line_of(process.stdout.take().unwrap(), |line| line.contains("successfully on port "));
        let mut driver = Driver { process, port: 0 };
        let line = line.expect("the driver says its port");
        let digits = line.rsplit("on port ").next().unwrap().trim_end_matches('.');
        driver.port = digits.parse().unwrap();
        driver
    }

    /// Opens a browser with a profile of its own.
    pub fn open(&self, profile: &Path, scripts: bool) -> Session<'_> {
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=1440,1000", "--accept-lang=vi",
                format!("--user-data-dir={}", profile.display()),
            ],
        });
        if !scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "goog:chromeOptions": options, "unhandledPromptBehavior": "accept" });
        let made =
            self.ask("POST", "/session", &json!({ "capabilities": { "alwaysMatch": wanted } })).unwrap();
        Session { driver: self, id: made["sessionId"].as_str().unwrap().to_owned() }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
            self.port,
        )
        .unwrap();
        // The driver keeps the connection open whatever one asks for, so that only the length tells the end.
        let mut answer = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while answer.read_line(&mut line).unwrap() > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut content = vec![0; length];
        answer.read_exact(&mut content).unwrap();
        let value = serde_json::from_slice::<Value>(&content).unwrap()["value"].take();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An open browser. It is closed with this value.
pub struct Session<'d> {
    driver: &'d Driver,
    id: String,
}

/// Something on the present page.
#[derive(Clone, Debug)]
pub struct Element(String);

impl Session<'_> {
    fn post(&self, what: &str, body: &Value) -> Result<Value, String> {
        self.driver.ask("POST", &format!("/session/{}/{what}", self.id), body)
    }

    fn get(&self, what: &str) -> Result<Value, String> {
        self.driver.ask("GET", &format!("/session/{}/{what}", self.id), &Value::Null)
    }

    pub fn go(&self, address: &str) {
        self.post("url", &json!({ "url": address })).unwrap();
    }

    pub fn address(&self) -> String {
        self.get("url").unwrap().as_str().unwrap().to_owned()
    }

    /// Everything that an XPath finds, in the order of the page.
    pub fn find(&self, path: &str) -> Vec<Element> {
        let found = self.post("elements", &json!({ "using": "xpath", "value": path })).unwrap();
        let elements = found.as_array().unwrap().iter();
        elements.map(|one| Element(one[ELEMENT].as_str().unwrap().to_owned())).collect()
    }

    /// Whether it can be seen; what is gone cannot.
    pub fn shows(&self, element: &Element) -> bool {
        self.get(&format!("element/{}/displayed", element.0)) == Ok(Value::Bool(true))
    }

    pub fn text(&self, element: &Element) -> Result<String, String> {
        Ok(self.get(&format!("element/{}/text", element.0))?.as_str().unwrap_or_default().to_owned())
    }

    pub fn attribute(&self, element: &Element, name: &str) -> Option<String> {
        self.get(&format!("element/{}/attribute/{name}", element.0)).ok()?.as_str().map(str::to_owned)
    }

    pub fn click(&self, element: &Element) -> Result<(), String> {
        self.post(&format!("element/{}/click", element.0), &json!({})).map(|_| ())
    }

    pub fn clear(&self, element: &Element) {
        self.post(&format!("element/{}/clear", element.0), &json!({})).unwrap();
    }

    /// Types into an element; into one for files, their paths.
    pub fn type_into(&self, element: &Element, text: &str) {
        self.post(&format!("element/{}/value", element.0), &json!({ "text": text })).unwrap();
    }

    /// Presses keys together, as on a keyboard: the first stay down until the last is up.
    pub fn chord(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let strokes: Vec<Value> = down.chain(up).collect();
        self.post(
            "actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] }),
        )
        .unwrap();
    }

    /// Runs a script; what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": [] })).unwrap()
    }

    /// Runs a script that calls its last argument when it is done; what it calls it with.
    pub fn run_until_called(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("execute/async", &json!({ "script": script, "args": arguments })).unwrap()
    }

    /// A command of the browser itself.
    pub fn command(&self, name: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": name, "params": parameters })).unwrap()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.post("cookie", &json!({ "cookie": { "name": name, "value": value, "path": "/" } })).unwrap();
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.get(&format!("cookie/{name}")).ok()?["value"].as_str().map(str::to_owned)
    }

    pub fn drop_cookie(&self, name: &str) {
        self.driver.ask("DELETE", &format!("/session/{}/cookie/{name}", self.id), &Value::Null).unwrap();
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        let _ = self.driver.ask("DELETE", &format!("/session/{}", self.id), &Value::Null);
    }
}

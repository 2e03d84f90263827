//! Somebody at work: a request, its answer, and at once the next.

use super::stock::{Person, Pile, Task};
use crate::bench::client::{Answer, Client};
use crate::bench::meter::Durations;
use crate::demo::chance::Chance;
use context::Uuid;
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is searched for, with and without accents.
const SEARCHES: &[&str] = &[
    "c%E1%BA%A3i+c%C3%A1ch+h%C3%A0nh+ch%C3%ADnh",
    "ke+hoach",
    "s%E1%BB%91+li%E1%BB%87u+h%E1%BB%93+s%C6%A1",
    "quy+che+phoi+hop",
    "so+hoa+thanh+phan",
    "ch%E1%BB%AF+k%C3%BD+s%E1%BB%91",
    "gop+y+du+thao",
];

/// Somebody who has signed in.
pub(super) struct User<'p> {
    client: Client,
    task: &'p Task,
    chance: Chance,
    /// The records of the list that was last looked at.
    seen: Vec<String>,
}

/// What was done.
#[derive(Default)]
pub(super) struct Done {
    pub(super) requests: u64,
    /// Answers other than success.
    pub(super) failed: u64,
    pub(super) took: Durations,
}

impl Done {
    pub(super) fn add(&mut self, other: Done) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.took.merge(other.took);
    }
}

/// One kind of request and its answer.
type Asked = io::Result<(&'static str, Answer)>;

impl<'p> User<'p> {
    pub(super) fn sign_in(address: SocketAddr, person: &'p Person) -> io::Result<User<'p>> {
        let mut client = Client::connect(address)?;
        let credentials = json!({ "user_name": person.user_name, "password": person.password });
        let answer = client.post("/api/v1/sessions", &credentials.to_string())?;
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        client.token = body["token"].as_str().map(str::to_owned);
        if client.token.is_none() {
            let (user, status) = (&person.user_name, answer.status);
            return Err(io::Error::other(format!("{user} could not sign in: {status} {}", answer.body)));
        }
        let sum = |sum: u64, byte: u8| sum.wrapping_mul(31).wrapping_add(byte.into());
        let chance = Chance::new(person.user_name.bytes().fold(1, sum));
        Ok(User { client, task: &person.task, chance, seen: Vec::new() })
    }

    /// Works until the time is over.
    pub(super) fn work(mut self, time: Duration) -> io::Result<Done> {
        let mut done = Done::default();
        let began = Instant::now();
        while began.elapsed() < time {
            let asked = Instant::now();
            let (what, answer) = self.next()?;
            done.took.add(what, asked.elapsed());
            done.requests += 1;
            done.failed += u64::from(answer.status >= 300);
        }
        Ok(done)
    }

    /// One request: of a hundred 35 look into a box, 35 open what lies there, 12 search, and the rest decide
    /// something; where there is nothing to open or decide, they look into a box.
    fn next(&mut self) -> Asked {
        match self.chance.below(100) {
            0..35 => self.look(),
            35..70 => self.open(),
            70..82 => {
                let words = self.chance.pick(SEARCHES);
                Ok(("search", self.client.get(&format!("/search?q={words}"))?))
            }
            _ => self.decide(),
        }
    }

    fn look(&mut self) -> Asked {
        const CLERK: &[&str] = &["/incoming?box=accept", "/incoming?box=done", "/outgoing?box=sent"];
        const LEADER: &[&str] = &["/incoming?box=direct", "/incoming?box=tracking", "/outgoing?box=review"];
        let boxes = if matches!(self.task, Task::Register { .. }) { CLERK } else { LEADER };
        let place: &&str = self.chance.pick(boxes);
        let answer = self.client.get(place)?;
        self.seen = records(&answer.body);
        Ok(("box", answer))
    }

    fn open(&mut self) -> Asked {
        if self.seen.is_empty() {
            return self.look();
        }
        let record = self.chance.pick(&self.seen);
        Ok(("open", self.client.get(record)?))
    }

    fn decide(&mut self) -> Asked {
        match self.task {
            Task::Register { waiting, registered } => {
                let Some(id) = take(waiting) else { return self.look() };
                let answer = self.client.post(&format!("/api/v1/arrivals/{id}/accept"), "{}")?;
                if let Some(registered) = registered {
                    lock(registered).push(id);
                }
                Ok(("register", answer))
            }
            Task::Decide { registered, direction, steps } => {
                let directs = self.chance.percent(50);
                if let Some(id) = directs.then(|| take(registered)).flatten() {
                    let path = format!("/api/v1/arrivals/{id}/direct");
                    return Ok(("direct", self.client.post(&path, direction)?));
                }
                let Some(id) = take(steps) else { return self.look() };
                Ok(("approve", self.client.post(&format!("/api/v1/steps/{id}/approve"), "{}")?))
            }
        }
    }
}

fn take(pile: &Pile) -> Option<Uuid> {
    lock(pile).pop()
}

/// A pile holds whatever was pushed, whoever panicked.
fn lock(pile: &Pile) -> MutexGuard<'_, Vec<Uuid>> {
    pile.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The addresses of the records that a page of a list leads to, each once.
fn records(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for kind in ["/arrivals/", "/documents/"] {
        for (at, _) in page.match_indices(kind) {
            let id = page.get(at + kind.len()..at + kind.len() + 36);
            let address = id.and_then(|id| Some(format!("{kind}{}", id.parse::<Uuid>().ok()?)));
            found.extend(address.filter(|address| !found.contains(address)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_each_of_its_records_once() {
        let id = "0198f2a4-5a5c-7000-8000-00000000000a";
        let page = format!(
            "<a href=\"/arrivals/{id}?box=done\"> <a href=\"/arrivals/{id}\"> <a href=\"/arrivals/new\">"
        );
        assert_eq!(records(&page), [format!("/arrivals/{id}")]);
    }
}

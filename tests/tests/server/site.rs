//! A running server over a small township on a temporary database, and phones and desks that ask it.

use cunxuan_core::id::{Label, LogId, PersonId, Salt, Scope};
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{
    Exchange, Failure, Input, MAX_BYTES, Output, SyncAnswer, SyncRequest, WIRE, holdings,
};
use cunxuan_core::roll::{self, Registered};
use cunxuan_core::village::{Book, Event};
use cunxuan_server::author::opening;
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::config::Site as Flags;
use cunxuan_server::import::{ResidentRow, Residents, Township, arrange, parse_township};
use cunxuan_server::load::{Loaded, load};
use cunxuan_server::serve::start;
use cunxuan_server::store::Store;
use cunxuan_tests::server::Home;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The two villages of the township, with the telephone numbers of their officers.
pub const EAST: &str = "990101101201";
pub const WEST: &str = "990101101202";
pub const EAST_PHONE: &str = "10000000001";

pub fn scope(village: &str) -> Scope {
    Scope::new(village, "2026")
}

fn township() -> Township {
    let village = |code: &str, name: &str| {
        json!({
            "code": code, "name": name, "work_group": 1, "election_day": "2026-11-08", "seats": {"主任": 1},
            "groups": [{"no": 1, "name": "第一村民小组", "box": "01"}],
            "staff": [{"role": "计票人", "name": "周计", "id": "990101198001010011"}]
        })
    };
    let officer = |code: &str, phone: &str, village: &str| json!({"code": code, "name": "李联络", "work_group": 1, "role": "包村联络员", "phone": phone, "villages": [village]});
    let township = json!({
        "code": "990101101", "name": "试验镇", "county": "", "province": "", "term": "2026年换届",
        "start": "2026-10-11", "end": "2026-11-13", "rule_set": "VC-CN-2018",
        "officers": [officer("O001", EAST_PHONE, EAST), officer("O002", "10000000002", WEST)],
        "villages": [village(EAST, "东村"), village(WEST, "西村")]
    });
    let township = township
        .to_string()
        .replace("990101198001010011", cunxuan_core::person::IdNumber::complete("99010119800101001").unwrap().text());
    parse_township(&township).unwrap()
}

/// So many people in the eastern village.
fn residents(count: u16) -> Residents {
    let person = |no: u16| {
        let id = cunxuan_core::person::IdNumber::complete(&format!("99010119700101{no:03}")).unwrap();
        let (village, group, household) = (EAST.into(), "1".into(), format!("{no:05}"));
        let (name, hukou, residence) = (format!("村民{no}"), "本村".into(), "在村".into());
        let row = ResidentRow {
            village,
            group,
            household,
            name,
            hukou,
            residence,
            id: id.text().into(),
            ..ResidentRow::default()
        };
        (u64::from(no) + 1, row)
    };
    Residents { has_wish: true, rows: (1..=count).map(person).collect() }
}

/// Imports the township with so many people in its eastern village.
pub fn import(store: &Store, people: u16) -> Loaded {
    let township = township();
    let imported = arrange(&township, &residents(people));
    load(store, &township, imported, None, &mut |_| ()).unwrap()
}

/// Every test on each of the two databases.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(cunxuan_tests::server::Home::sqlite().unwrap()); })*
        }
        mod postgres {
            $(#[test] fn $name() { cunxuan_tests::server::Home::postgres().unwrap().map(super::$name); })*
        }
    };
}

pub fn client() -> Client {
    Client::builder().timeout(Duration::from_secs(20)).no_proxy().build().unwrap()
}

/// A fresh code, from a command beside the server.
pub fn code(home: &Home, whose: &Whose) -> String {
    let store = home.store().unwrap();
    fresh(&store, &store.township().unwrap().unwrap(), whose).unwrap().remove(0).code
}

/// What a telephone number and a code are told.
pub fn sign_in(url: &str, phone: &str, code: &str) -> (u16, Value) {
    let asked = client().post(format!("{url}/api/sign-in")).header("content-type", "application/json");
    let answer = asked.body(json!({"phone": phone, "code": code}).to_string()).send().unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().unwrap()).unwrap())
}

/// The token of the office, or of the officer of the eastern village.
pub fn token(home: &Home, url: &str, whose: &Whose) -> String {
    let phone = if *whose == Whose::Office { "" } else { EAST_PHONE };
    let (_, signed_in) = sign_in(url, phone, &code(home, whose));
    signed_in["token"].as_str().unwrap().to_owned()
}

pub fn officer() -> Whose {
    Whose::Officer("O001".into())
}

/// The server, in this process; dropped, it ends.
pub struct Site {
    pub home: Home,
    pub url: String,
    running: Option<(actix_web::dev::ServerHandle, JoinHandle<()>)>,
}

impl Site {
    /// A server with three people in the eastern village and one page.
    pub fn new(home: Home) -> Self {
        import(&home.store().unwrap(), 3);
        let mut site = Self { home, url: String::new(), running: None };
        site.start();
        site
    }

    pub fn store(&self) -> Store {
        self.home.store().unwrap()
    }

    pub fn start(&mut self) {
        let (store, dist) = (self.store(), self.home.path().join("dist"));
        let (ready, started) = channel();
        let thread = thread::spawn(move || run(&store, &dist, &ready));
        let (url, handle) = started.recv().unwrap();
        self.url = url;
        self.running = Some((handle, thread));
    }

    pub fn stop(&mut self) {
        if let Some((handle, thread)) = self.running.take() {
            drop(handle.stop(true));
            thread.join().unwrap();
        }
    }

    pub fn get(&self, path: &str, token: &str) -> Response {
        client().get(format!("{}{path}", self.url)).bearer_auth(token).send().unwrap()
    }

    pub fn sign_in(&self, phone: &str, code: &str) -> (u16, Value) {
        sign_in(&self.url, phone, code)
    }

    pub fn code(&self, whose: &Whose) -> String {
        code(&self.home, whose)
    }

    pub fn office(&self) -> String {
        token(&self.home, &self.url, &Whose::Office)
    }

    pub fn officer(&self) -> String {
        token(&self.home, &self.url, &officer())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

type Ready = std::sync::mpsc::Sender<(String, actix_web::dev::ServerHandle)>;

fn run(store: &Store, dist: &Path, ready: &Ready) {
    let flags =
        Flags { listen: "127.0.0.1:0".into(), dist: Some(dist.to_owned()), tls_cert: None, tls_key: None, today: None };
    actix_web::rt::System::new().block_on(async {
        let serving = start(store, &flags).unwrap();
        ready.send((serving.url(), serving.server.handle())).unwrap();
        let beside = serving.beside;
        serving.server.await.unwrap();
        drop(beside);
    });
}

/// One person is registered, though he may have been before: an event that any phone can write at any time.
pub fn registered_again() -> Event {
    let people = vec![PersonId::Listed { group: 1, no: 1 }];
    Event::Election { no: 1, event: roll::Event::from(Registered { people }).into() }
}

/// A phone with its own copy of a village.
pub struct Phone {
    pub book: Book,
    pub log: LogId,
    token: String,
    client: Client,
}

impl Phone {
    /// A phone that has opened its log and knows nothing else.
    pub fn new(village: &str, token: &str) -> Self {
        let mut book = Book::new(scope(village));
        let opened =
            opening("990101101", &scope(village), cunxuan_server::host::random().unwrap(), Role::Liaison, None);
        let range = book.open_log(&opened, Label { actor: 1, wall: 0 });
        let log = range.log;
        book.take(vec![range]);
        Self { book, log, token: token.to_owned(), client: client() }
    }

    /// Acts: chained and kept on the phone.
    pub fn act(&mut self, event: impl FnOnce(&Book) -> Event) {
        let event = event(&self.book);
        let range = self.book.draft(self.log, &[event], Label { actor: 1, wall: 0 }, || Salt([7; 16]));
        assert!(self.book.take(vec![range]).refused.is_empty());
    }

    /// Everything of the phone's own log.
    pub fn own(&self) -> Vec<Range> {
        let chain = self.book.journal().log(&self.log).unwrap();
        let one = |(seq, prev, link): (u32, _, &cunxuan_core::record::log::Link)| Range {
            log: self.log,
            from: seq,
            prev,
            items: vec![link.item.clone()],
            seal: None,
        };
        chain.entries().map(one).collect()
    }

    pub fn request(&self, push: Vec<Range>) -> SyncRequest {
        let scope = self.book.journal().scope().clone();
        SyncRequest {
            version: WIRE,
            scope,
            have: holdings(self.book.journal()),
            push,
            max_bytes: MAX_BYTES,
            known: None,
        }
    }

    pub fn ask(&self, url: &str, request: &SyncRequest) -> Response {
        post(&self.client, url, &self.token).body(minicbor::to_vec(request).unwrap()).send().unwrap()
    }

    /// One round of the core's own exchange; false if the server did not answer.
    pub fn round(&mut self, url: &str, exchange: &mut Exchange) -> bool {
        let mut outputs = exchange.step(0, self.book.journal(), Input::Wake);
        let Some(Output::Send(request)) = outputs.pop() else { panic!("nothing is asked: {outputs:?}") };
        let body = minicbor::to_vec(&request).unwrap();
        let answer = post(&self.client, url, &self.token).body(body).send().and_then(Response::error_for_status);
        let Ok(bytes) = answer.and_then(Response::bytes) else {
            exchange.step(0, self.book.journal(), Input::Failed(Failure::Unreachable));
            return false;
        };
        let answer: SyncAnswer = minicbor::decode(&bytes).unwrap();
        assert_eq!(answer.refused, [], "nothing that was written is refused");
        for output in exchange.step(0, self.book.journal(), Input::Answer(answer)) {
            match output {
                Output::Take(ranges) => assert!(self.book.take(ranges).refused.is_empty()),
                Output::Send(_) | Output::At(_) => {}
            }
        }
        true
    }

    /// Goes on with another token.
    #[allow(dead_code, reason = "the suite of restores uses it")]
    pub fn sign_in_again(&mut self, token: &str) {
        self.token = token.to_owned();
    }

    /// Whether the server answers a phone that pushes what it has.
    pub fn hears(&self, url: &str) -> bool {
        let body = minicbor::to_vec(self.request(self.own())).unwrap();
        post(&self.client, url, &self.token).body(body).send().is_ok_and(|answer| answer.status().is_success())
    }

    /// Exchanges until the server holds all that the phone has, and the phone all that the server has.
    pub fn settle(&mut self, url: &str) {
        let mut exchange = Exchange::new(0);
        let mut before = None;
        for _ in 0..100 {
            assert!(self.round(url, &mut exchange), "no answer");
            let now = (exchange.unsent(self.book.journal(), None), self.book.journal().len());
            if now.0 == 0 && before == Some(now) {
                return;
            }
            before = Some(now);
        }
        panic!("the exchange does not settle: {before:?}");
    }

    /// One exchange: pushes its own log, takes in what comes.
    pub fn sync(&mut self, url: &str) -> SyncAnswer {
        let answer = self.ask(url, &self.request(self.own()));
        assert_eq!(answer.status(), 200);
        let answer: SyncAnswer = minicbor::decode(&answer.bytes().unwrap()).unwrap();
        assert!(self.book.take(answer.ranges.clone()).refused.is_empty());
        answer
    }
}

/// A request to the exchange, without its body.
pub fn post(client: &Client, url: &str, token: &str) -> RequestBuilder {
    client.post(format!("{url}/api/sync")).bearer_auth(token).header("content-type", "application/cbor")
}

//! A running server over a small township on a temporary database, and phones and desks that ask it.

use cunxuan_core::id::{Label, LogId, Salt, Scope};
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{MAX_BYTES, SyncAnswer, SyncRequest, WIRE, holdings};
use cunxuan_core::village::{Book, Event};
use cunxuan_server::author::opening;
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::config::Site as Flags;
use cunxuan_server::import::{ResidentRow, Residents, Township, arrange, parse_township};
use cunxuan_server::load::{Loaded, load};
use cunxuan_server::serve::start;
use cunxuan_server::store::Store;
use cunxuan_tests::process::Folder;
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

/// The server; dropped, it ends.
pub struct Site {
    pub folder: Folder,
    pub url: String,
    running: Option<(actix_web::dev::ServerHandle, JoinHandle<()>)>,
}

impl Site {
    /// A server with three people in the eastern village and one page.
    pub fn new() -> Self {
        let folder = Folder::new("server").unwrap();
        import(&Store::open(&folder.path().join("data")).unwrap(), 3);
        let mut site = Self { folder, url: String::new(), running: None };
        site.start();
        site
    }

    pub fn store(&self) -> Store {
        Store::open(&self.folder.path().join("data")).unwrap()
    }

    pub fn start(&mut self) {
        let (data, dist) = (self.folder.path().join("data"), self.folder.path().join("dist"));
        let (ready, started) = channel();
        let thread = thread::spawn(move || run(&data, &dist, &ready));
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

    pub fn client(&self) -> Client {
        Client::builder().timeout(Duration::from_secs(20)).no_proxy().build().unwrap()
    }

    pub fn get(&self, path: &str, token: &str) -> Response {
        self.client().get(format!("{}{path}", self.url)).bearer_auth(token).send().unwrap()
    }

    pub fn sign_in(&self, phone: &str, code: &str) -> (u16, Value) {
        let asked = self.client().post(format!("{}/api/sign-in", self.url)).header("content-type", "application/json");
        let answer = asked.body(json!({"phone": phone, "code": code}).to_string()).send().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&answer.text().unwrap()).unwrap())
    }

    /// A fresh code, from a command beside the server.
    pub fn code(&self, whose: &Whose) -> String {
        let store = self.store();
        fresh(&store, &store.township().unwrap().unwrap(), whose).unwrap().remove(0).code
    }

    pub fn office(&self) -> String {
        let (_, signed_in) = self.sign_in("", &self.code(&Whose::Office));
        signed_in["token"].as_str().unwrap().to_owned()
    }

    pub fn officer(&self) -> String {
        let (_, signed_in) = self.sign_in(EAST_PHONE, &self.code(&Whose::Officer("O001".into())));
        signed_in["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

type Ready = std::sync::mpsc::Sender<(String, actix_web::dev::ServerHandle)>;

fn run(data: &Path, dist: &Path, ready: &Ready) {
    let flags =
        Flags { listen: "127.0.0.1:0".into(), dist: Some(dist.to_owned()), tls_cert: None, tls_key: None, today: None };
    let store = Store::open(data).unwrap();
    actix_web::rt::System::new().block_on(async {
        let serving = start(&store, &flags).unwrap();
        ready.send((serving.url(), serving.server.handle())).unwrap();
        let beside = serving.beside;
        serving.server.await.unwrap();
        drop(beside);
    });
}

/// A phone with its own copy of a village.
pub struct Phone {
    pub book: Book,
    pub log: LogId,
    token: String,
}

impl Phone {
    /// A phone that has opened its log and knows nothing else.
    pub fn new(village: &str, token: &str) -> Self {
        let mut book = Book::new(scope(village));
        let opened = opening("990101101", &scope(village), cunxuan_server::host::random().unwrap(), Role::Liaison);
        let range = book.open_log(&opened, Label { actor: 1, wall: 0 });
        let log = range.log;
        book.take(vec![range]);
        Self { book, log, token: token.to_owned() }
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
        };
        chain.entries().map(one).collect()
    }

    pub fn request(&self, push: Vec<Range>) -> SyncRequest {
        let scope = self.book.journal().scope().clone();
        SyncRequest { version: WIRE, scope, have: holdings(self.book.journal()), push, max_bytes: MAX_BYTES }
    }

    pub fn ask(&self, site: &Site, request: &SyncRequest) -> Response {
        post(site, &self.token).body(minicbor::to_vec(request).unwrap()).send().unwrap()
    }

    /// One exchange: pushes its own log, takes in what comes.
    pub fn sync(&mut self, site: &Site) -> SyncAnswer {
        let answer = self.ask(site, &self.request(self.own()));
        assert_eq!(answer.status(), 200);
        let answer: SyncAnswer = minicbor::decode(&answer.bytes().unwrap()).unwrap();
        assert!(self.book.take(answer.ranges.clone()).refused.is_empty());
        answer
    }
}

/// A request to the exchange, without its body.
pub fn post(site: &Site, token: &str) -> RequestBuilder {
    site.client().post(format!("{}/api/sync", site.url)).bearer_auth(token).header("content-type", "application/cbor")
}

//! The demonstration's township in the middle of its election days (演示镇), and phones in its villages that go on from there.

use crate::process::{Folder, Result};
use crate::server::Server;
use cunxuan_core::api::VillageRow;
use cunxuan_core::count::{Paper, RunOpened};
use cunxuan_core::id::{ActorNo, Label, LogId, Place, Salt, Scope};
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{MAX_BYTES, SyncAnswer, SyncRequest, WIRE, holdings};
use cunxuan_core::village::{Book, ElectionView, Event};
use cunxuan_server::account::{Account, Accounts};
use cunxuan_server::author::opening;
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::demo;
use cunxuan_server::host::{hex, random};
use cunxuan_server::key::{device, seal};
use cunxuan_server::sample::SEED;
use cunxuan_server::store::{Store, Township};
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The demonstration before its server starts.
pub struct Demo {
    /// The data folder.
    pub folder: Folder,
    /// The township.
    pub township: Township,
    /// The office's one-time code.
    pub office: String,
    /// The rows of the wall.
    pub rows: Vec<VillageRow>,
    store: Store,
    officers: Vec<Account>,
}

impl Demo {
    /// Makes it.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn new() -> Result<Self> {
        let folder = Folder::new("desk")?;
        let store = Store::open(folder.path())?;
        let township = demo::make(&store, SEED, None)?;
        let rows = store.rows(&township.code)?.into_values().collect();
        let officers = Accounts::new(store.clone(), &township.code).all()?;
        let office = fresh(&store, &township, &Whose::Office)?.pop().ok_or("no code")?.code;
        Ok(Self { folder, township, office, rows, store, officers })
    }

    /// The first row that fits.
    ///
    /// # Errors
    /// When none does.
    pub fn row(&self, fits: impl Fn(&VillageRow) -> bool) -> Result<&VillageRow> {
        self.rows.iter().find(|row| fits(row)).ok_or_else(|| "there is no such village".into())
    }

    /// A phone of a village's officer, signed in, with all of the village. Before the server starts or while it runs.
    ///
    /// # Errors
    /// When the village has no officer, or the server refuses.
    pub fn phone(&self, village: &str, server: &Server) -> Result<Phone> {
        let scope = self.township.scope(village);
        let officer = self.officers.iter().find(|account| !account.is_office() && account.may(&scope));
        let officer = officer.ok_or("the village has no officer")?;
        let code = fresh(&self.store, &self.township, &Whose::Officer(officer.code.clone()))?.remove(0).code;
        Phone::sign_in(self, server, officer, &code, scope)
    }
}

/// A phone in a village: its own copy of the record, and a log of its own for each role that it speaks in.
pub struct Phone {
    desk: Office,
    actor: ActorNo,
    key: PrivateKey,
    book: Book,
    township: String,
    logs: BTreeMap<u8, LogId>,
    run: Option<Place>,
}

impl Phone {
    fn sign_in(demo: &Demo, server: &Server, officer: &Account, code: &str, scope: Scope) -> Result<Self> {
        let key = device()?;
        let asked = json!({ "phone": officer.phone, "code": code, "key": hex(&key.public().bytes) });
        let desk = Office::enter(&server.url(), &asked)?;
        let (township, logs) = (demo.township.code.clone(), BTreeMap::new());
        let mut phone = Self { desk, actor: officer.no(), key, book: Book::new(scope), township, logs, run: None };
        phone.pull()?;
        Ok(phone)
    }

    /// Fetches what the server has.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn pull(&mut self) -> Result {
        while self.sync(Vec::new())? {}
        self.book.settle();
        Ok(())
    }

    /// One exchange; whether there is more to fetch.
    fn sync(&mut self, push: Vec<Range>) -> Result<bool> {
        let (scope, have): (Scope, _) = (self.book.journal().scope().clone(), holdings(self.book.journal()));
        let request = SyncRequest { version: WIRE, scope, have, push, max_bytes: MAX_BYTES, known: None };
        let request = self.desk.post("/api/sync", "application/cbor").body(minicbor::to_vec(request)?);
        let answer: SyncAnswer = minicbor::decode(&request.send()?.error_for_status()?.bytes()?)?;
        if !answer.refused.is_empty() {
            return Err(format!("refused: {:?}", answer.refused).into());
        }
        self.book.take(answer.ranges);
        Ok(answer.more)
    }

    fn push(&mut self, mut range: Range) -> Result {
        seal(&mut range, &self.key, 0);
        self.book.take(vec![range.clone()]);
        self.sync(vec![range])?;
        self.book.settle();
        Ok(())
    }

    fn label(&self, actor: ActorNo) -> Label {
        Label { actor, wall: self.book.village().last().map_or(0, |last| last.wall) + 1 }
    }

    fn view(&self) -> Result<ElectionView<'_>> {
        self.book.village().election(1).ok_or_else(|| "no election".into())
    }

    fn log(&mut self, role: Role, actor: ActorNo) -> Result<LogId> {
        if let Some(log) = self.logs.get(&role.number()) {
            return Ok(*log);
        }
        let scope = self.book.journal().scope().clone();
        let opened = opening(&self.township, &scope, random()?, role, Some(self.key.public()));
        let range = self.book.open_log(&opened, self.label(actor));
        let log = range.log;
        self.push(range)?;
        self.logs.insert(role.number(), log);
        Ok(log)
    }

    fn act(&mut self, role: Role, actor: ActorNo, event: Event) -> Result {
        let log = self.log(role, actor)?;
        let range = self.book.draft(log, &[event], self.label(actor), || Salt([9; 16]));
        self.push(range)
    }

    /// Hands a paper to the next voter who has none. When it returns, the server has it on its disk.
    ///
    /// # Errors
    /// When all have theirs, or the server refuses.
    pub fn issue(&mut self) -> Result {
        let view = self.view()?;
        let event = view.election.roll.iter().find_map(|voter| view.issue_ballot(voter, None).ok());
        let event = event.ok_or("all have theirs")?;
        self.act(Role::Liaison, self.actor, event)
    }

    /// Hands a paper to the next voter of one group who has none; false where nobody there may have one.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn issue_in(&mut self, group: u16) -> Result<bool> {
        let view = self.view()?;
        let member = |voter| view.village.people().get(voter).is_some_and(|resident| resident.group == group);
        let next =
            view.election.roll.iter().filter(|voter| member(*voter)).find_map(|it| view.issue_ballot(it, None).ok());
        next.map_or(Ok(false), |event| self.act(Role::Liaison, self.actor, event).map(|()| true))
    }

    /// Calls one more paper, a blank one, of a box that nobody had begun.
    ///
    /// # Errors
    /// When no box is left, or the server refuses.
    pub fn call(&mut self) -> Result {
        let teller =
            self.book.village().plan().actors().find(|actor| actor.role == Role::Teller).ok_or("no teller")?.no;
        let run = match self.run {
            Some(run) => run,
            None => self.begin(teller)?,
        };
        let event = self.view()?.call_ballot(teller, run, Paper::Blank).map_err(|refusal| format!("{refusal:?}"))?;
        self.act(Role::Teller, teller, event)
    }

    fn begin(&mut self, teller: ActorNo) -> Result<Place> {
        let view = self.view()?;
        let form = view.form();
        let boxes = view.village.plan().village().groups.iter().rev().map(|group| group.box_no);
        let open = |no| view.open_run(teller, RunOpened { form, boxes: vec![no], caller: None, scrutineer: None }).ok();
        let begun = |no: &u16| view.election.count.runs().any(|run| run.boxes.contains(no));
        let event = boxes.filter(|no| !begun(no)).find_map(open).ok_or("every box is begun")?;
        self.act(Role::Teller, teller, event)?;
        let log = self.log(Role::Teller, teller)?;
        let seq = self.book.journal().log(&log).map_or(0, |chain| chain.trunk_tip().seq);
        self.run = Some(Place { log, seq });
        Ok(Place { log, seq })
    }
}

/// Somebody who is signed in and asks the server in JSON.
pub struct Office {
    client: Client,
    url: String,
    token: String,
}

impl Office {
    /// The office, by its one-time code.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn sign_in(demo: &Demo, server: &Server) -> Result<Self> {
        Self::enter(&server.url(), &json!({ "code": demo.office }))
    }

    fn enter(url: &str, asked: &Value) -> Result<Self> {
        let mut office = Self { client: Client::new(), url: url.to_owned(), token: String::new() };
        let answer = office.post("/api/sign-in", "application/json").body(asked.to_string()).send()?;
        let answer: Value = serde_json::from_slice(&answer.error_for_status()?.bytes()?)?;
        answer.get("token").and_then(Value::as_str).ok_or("no token")?.clone_into(&mut office.token);
        Ok(office)
    }

    fn post(&self, path: &str, kind: &str) -> RequestBuilder {
        let request = self.client.post([&self.url, path].concat()).header("content-type", kind);
        request.bearer_auth(&self.token)
    }

    /// Asks, and gives status and body.
    ///
    /// # Errors
    /// When there is no answer in JSON.
    pub fn get(&self, path: &str) -> Result<(u16, Value)> {
        told(self.client.get([&self.url, path].concat()).bearer_auth(&self.token).send()?)
    }

    /// Sends JSON, and gives status and body.
    ///
    /// # Errors
    /// When there is no answer in JSON.
    pub fn send(&self, path: &str, body: &Value) -> Result<(u16, Value)> {
        told(self.post(path, "application/json").body(body.to_string()).send()?)
    }
}

impl Phone {
    /// What the phone's own token can ask in JSON.
    #[must_use]
    pub fn office(&self) -> &Office {
        &self.desk
    }
}

fn told(answer: Response) -> Result<(u16, Value)> {
    Ok((answer.status().as_u16(), serde_json::from_slice(&answer.bytes()?)?))
}

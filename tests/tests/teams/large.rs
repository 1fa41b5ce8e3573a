//! A large village (3,127 名选民) counted by five teams at once: five phones over HTTP with the real server, each with
//! its own boxes, exchanging after every bundle; the sums must be those of the papers, worked out apart.
//!
//! The five phones write by the verbs that the screens ask, on their own copies of the record; nobody taps on them.
//! A sixth phone is a browser: there a second teller taps the first bundle of a box beside the first team, and the
//! screen finds that both recorded the same.

use cunxuan_core::count::{BoxOpened, Mark, Paper, RunOpened, Section};
use cunxuan_core::id::{ActorNo, BoxNo, Label, LogId, Place, Salt, Scope};
use cunxuan_core::plan::Role;
use cunxuan_core::record::exchange::{holdings, lacking};
use cunxuan_core::roll::Status;
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, ElectionView, Event};
use cunxuan_server::account::Accounts;
use cunxuan_server::author::{Author, opening};
use cunxuan_server::codes;
use cunxuan_server::host::{now_s, random};
use cunxuan_server::import::{BallotRow, Defect};
use cunxuan_server::load::{ELECTION, FIRST, load};
use cunxuan_server::shelf::Shelf;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::fleet::phone::Phone;
use cunxuan_tests::fleet::tide::{Tide, Until};
use cunxuan_tests::given::Given;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::Officer;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Home;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::channel;
use std::thread;
use tokio::runtime::Builder;

const TEAMS: usize = 5;
const REGISTERED: u32 = 3_127;
const BUNDLE: usize = 25;

/// One team: a phone, what it knows, and the boxes that it counts.
struct Team {
    phone: Phone,
    book: Book,
    log: LogId,
    actor: ActorNo,
    boxes: Vec<(BoxNo, Vec<Paper>)>,
    begun: Option<Place>,
}

#[test]
fn five_teams_count_a_large_village_at_once() {
    let home = Home::sqlite().unwrap();
    let given = one_village(Given::sample().unwrap());
    let (scope, pin) = prepare(&home, &given).unwrap();
    let server = home.serve().unwrap();
    let mut teams = teams(&home, &given, &scope, &server.url()).unwrap();
    let (box_no, names) = begin(&mut teams[0]).unwrap();
    assert_eq!(teams.iter().map(|team| team.boxes.len()).sum::<usize>(), given.township.villages[0].groups.len());
    let second = Browser::phone().unwrap().map(|browser| {
        let hand = Hand::new(browser, server.url());
        sit_down(&hand, &officer(&home, &scope).unwrap(), &pin, box_no).unwrap();
        hand
    });
    let at_work: Vec<_> = teams.into_iter().map(|team| thread::spawn(move || count(team).unwrap())).collect();
    second.into_iter().for_each(|hand| beside(hand, box_no, &names).unwrap());
    let teams: Vec<Team> = at_work.into_iter().map(|team| team.join().unwrap()).collect();
    let counts: Vec<_> = teams.into_iter().map(|team| counted(team).unwrap()).collect();
    let expected = &given.counts[&given.township.villages[0].code];
    let papers = [expected.returned, expected.whole_invalid, expected.blank];
    for (sums, votes, open) in &counts {
        assert_eq!((sums, *open), (&papers, 0), "every phone holds the whole count");
        assert_eq!(votes, &expected.votes);
    }
}

/// The sample's township with its largest village alone.
fn one_village(mut given: Given) -> Given {
    let at = given.largest();
    let village = given.township.villages.remove(at);
    let people = given.people.villages.remove(at);
    assert_eq!(given.rolls[&village.code].registered, REGISTERED);
    let code = village.code.clone();
    for officer in &mut given.township.officers {
        officer.villages.retain(|other| *other == code);
    }
    given.township.officers.retain(|officer| !officer.villages.is_empty());
    given.township.on_two_lists.clear();
    (given.township.villages, given.people.villages) = (vec![village], vec![people]);
    given
}

/// The village as it stands when voting ends: everybody able is registered and drew a paper.
/// With the PIN of whoever counts beside the first team.
fn prepare(home: &Home, given: &Given) -> Result<(Scope, String)> {
    let store = home.store()?;
    load(&store, &given.township, given.people.clone(), None, &mut |_| {})?;
    let kept = store.township()?.ok_or("no township")?;
    let scope = kept.scope(&given.township.villages[0].code);
    let shelf = Shelf::new(store.clone(), &kept, channel().0)?;
    let mut author = Author::new(&shelf, &kept.code);
    for act in [register, issue] {
        let decide = |book: &Book| book.village().election(ELECTION).map(|view| act(&view)).unwrap_or_default();
        assert!(author.write(&scope, decide)? > 0);
    }
    let pins = codes::pins(&store, &kept, &BTreeSet::from([scope.clone()]), false)?;
    let pin = pins.into_iter().find(|pin| pin.role == Role::Caller).ok_or("nobody calls")?;
    Ok((scope, pin.pin))
}

fn register(view: &ElectionView<'_>) -> Vec<Event> {
    let able: Vec<_> = view.village.people().iter().map(|(id, _)| id).collect();
    let able: Vec<_> = able.into_iter().filter(|id| view.status(*id) == Some(Status::Open)).collect();
    let posted = view.report_posted(Day::parse("2026-10-14").unwrap(), "村务公开栏");
    let registered = able.chunks(500).map(|some| view.register(some).unwrap());
    registered.chain([posted]).collect()
}

fn issue(view: &ElectionView<'_>) -> Vec<Event> {
    view.election.roll.iter().map(|voter| view.issue_ballot(voter, None).unwrap()).collect()
}

/// Five phones, signed in, each with its share of the boxes and a teller's log.
fn teams(home: &Home, given: &Given, scope: &Scope, url: &str) -> Result<Vec<Team>> {
    let store = home.store()?;
    let kept = store.township()?.ok_or("no township")?;
    let accounts = Accounts::new(store, &kept.code);
    let officers: Vec<_> = accounts.all()?.into_iter().filter(|it| !it.is_office() && it.may(scope)).collect();
    let mut teams = Vec::new();
    for no in 0..TEAMS {
        let officer = &officers[no % officers.len()];
        let mut phone = Phone::new(no, officer.no(), scope.clone(), url)?;
        exchange(&mut phone, Some((&officer.phone, &accounts.fresh_code(officer.no())?)))?;
        let mut book = Book::new(scope.clone());
        hear(&mut book, &phone);
        let tellers: Vec<_> = book.village().plan().actors().filter(|actor| actor.role == Role::Teller).collect();
        let actor = tellers[no % tellers.len()].no;
        let boxes = papers(given, &book).into_iter().skip(no).step_by(TEAMS).collect();
        let opened = opening(&kept.code, scope, random()?, Role::Teller, Some(phone.key.public()));
        let first = book.open_log(&opened, Label { actor, wall: now_s() });
        let log = first.log;
        book.take(vec![first.clone()]);
        phone.journal.take(vec![first]);
        phone.own.push(log);
        teams.push(Team { phone, book, log, actor, boxes, begun: None });
    }
    Ok(teams)
}

/// Exchanges until there is nothing to send or fetch; before the first time the officer signs in.
fn exchange(phone: &mut Phone, sign_in: Option<(&str, &str)>) -> Result {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        if let Some((number, code)) = sign_in {
            phone.sign_in(number, code).await?;
        }
        phone.start()?;
        phone.live(&mut Tide::new(1, Until::Settled)).await
    })
}

/// The book learns what the phone was sent.
fn hear(book: &mut Book, phone: &Phone) {
    let new = lacking(&phone.journal, &holdings(book.journal()), u32::MAX).0;
    book.take(new);
}

/// The papers of the village, box by box, as they are called.
fn papers(given: &Given, book: &Book) -> Vec<(BoxNo, Vec<Paper>)> {
    let view = book.village().election(ELECTION).unwrap();
    let mut boxes: BTreeMap<BoxNo, Vec<Paper>> = BTreeMap::new();
    let code = &given.township.villages[0].code;
    for row in given.ballots.rows.iter().filter(|row| row.village == *code) {
        boxes.entry(row.box_no.parse().unwrap()).or_default().push(paper(&view, row));
    }
    boxes.into_iter().collect()
}

fn paper(view: &ElectionView<'_>, row: &BallotRow) -> Paper {
    let posts = &view.election.ballots.form(FIRST).unwrap().posts;
    let section = |(at, marks): (usize, &Vec<cunxuan_server::import::Mark>)| {
        let mark = |mark: &cunxuan_server::import::Mark| {
            let printed = posts[at].candidates.iter().position(|one| one.name == mark.name);
            match printed.filter(|_| !mark.written_in) {
                Some(index) => Mark::Printed { index: u8::try_from(index).unwrap() },
                None => Mark::Written { name: mark.name.clone() },
            }
        };
        Section::Names { yes: marks.iter().map(mark).collect(), no: Vec::new() }
    };
    match row.defect {
        Some(Defect::Damaged) => Paper::Damaged,
        Some(Defect::Unreadable) => Paper::Unreadable,
        Some(Defect::Blank) => Paper::Blank,
        None => Paper::Marked { sections: row.marks.iter().enumerate().map(section).collect() },
    }
}

impl Team {
    fn act(&mut self, verb: impl FnOnce(&ElectionView<'_>, ActorNo) -> Event) {
        let event = verb(&self.book.village().election(ELECTION).unwrap(), self.actor);
        let label = Label { actor: self.actor, wall: now_s() };
        let range = self.book.draft(self.log, &[event], label, Salt::default);
        self.book.take(vec![range.clone()]);
        self.phone.journal.take(vec![range]);
    }

    /// Opens a box and its run.
    fn open(&mut self, box_no: BoxNo, papers: usize) -> Place {
        let found = BoxOpened { form: FIRST, box_no, papers: u32::try_from(papers).unwrap(), seal_whole: true };
        self.act(|view, actor| view.open_box(actor, found).unwrap());
        let run = RunOpened { form: FIRST, boxes: vec![box_no], caller: None, scrutineer: None };
        self.act(|view, actor| view.open_run(actor, run).unwrap());
        let view = self.book.village().election(ELECTION).unwrap();
        view.election.count.runs().filter(|run| run.place.log == self.log).last().unwrap().place
    }
}

/// The first team opens a box whose first bundle can be tapped name by name, and begins to count it; the names on
/// its papers.
fn begin(team: &mut Team) -> Result<(BoxNo, Vec<Vec<String>>)> {
    let view = team.book.village().election(ELECTION).ok_or("no election")?;
    let posts = &view.election.ballots.form(FIRST).ok_or("no form")?.posts;
    let of_section = |(at, section): (usize, &Section)| match section {
        Section::Names { yes, .. } if yes.len() <= usize::from(posts[at].seats) => {
            let name = |mark: &Mark| match mark {
                Mark::Printed { index } => Some(posts[at].candidates[usize::from(*index)].name.clone()),
                Mark::Written { .. } => None,
            };
            yes.iter().map(name).collect::<Option<Vec<String>>>()
        }
        Section::Names { .. } | Section::OverMarked | Section::Unreadable => None,
    };
    let of_paper = |paper: &Paper| match paper {
        Paper::Marked { sections } => {
            let names: Option<Vec<Vec<String>>> = sections.iter().enumerate().map(of_section).collect();
            // A name that stands for two posts cannot be told apart by its row.
            let mut names: Vec<String> = names?.concat();
            let all = names.len();
            names.sort();
            names.dedup();
            (names.len() == all && all > 0).then_some(names)
        }
        Paper::Blank => Some(Vec::new()),
        Paper::Unreadable | Paper::Damaged | Paper::SetAside { .. } => None,
    };
    let names =
        |(_, papers): &(BoxNo, Vec<Paper>)| papers.iter().take(BUNDLE).map(of_paper).collect::<Option<Vec<_>>>();
    let at = team.boxes.iter().position(|one| names(one).is_some()).ok_or("every first bundle has odd papers")?;
    let names = names(&team.boxes[at]).ok_or("no names")?;
    team.boxes.swap(0, at);
    let (box_no, papers) = (team.boxes[0].0, team.boxes[0].1.len());
    team.begun = Some(team.open(box_no, papers));
    exchange(&mut team.phone, None)?;
    Ok((box_no, names))
}

fn officer(home: &Home, scope: &Scope) -> Result<Officer> {
    let store = home.store()?;
    let kept = store.township()?.ok_or("no township")?;
    let accounts = Accounts::new(store, &kept.code);
    let all = accounts.all()?;
    let one = all.into_iter().find(|it| !it.is_office() && it.may(scope)).ok_or("no officer")?;
    Ok(Officer { code: accounts.fresh_code(one.no())?, phone: one.phone })
}

/// The second teller takes a phone and opens a count beside the first team's.
fn sit_down(hand: &Hand, officer: &Officer, pin: &str, box_no: BoxNo) -> Result {
    hand.sign_in(officer)?;
    hand.go("hand-over")?;
    hand.browser.click_text("唱票人")?;
    hand.digits(pin)?;
    hand.browser.wait_text(".foot", "交还联络员")?;
    hand.go(&format!("tally/{box_no}"))?;
    hand.browser.click_text("做乙机")?;
    hand.browser.wait_text(".read", "还没有记票")
}

/// The second teller's taps: the first bundle of the box, paper by paper.
fn beside(mut hand: Hand, box_no: BoxNo, names: &[Vec<String>]) -> Result {
    for (no, names) in (1..).zip(names) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match names.is_empty() {
            true => {
                hand.rest();
                hand.browser.click_text("无效 / 弃权")?;
                hand.browser.click_text("空白票")?;
            }
            false => hand.pick(&names)?,
        }
        hand.browser.wait_text(".bar", &format!("全箱 {no} / "))?;
    }
    hand.send()?;
    hand.go(&format!("tally/{box_no}"))?;
    hand.browser.wait_text(".check", "两机一致")?;
    hand.browser.screenshot("teams-agree")?;
    hand.go("boxes")?;
    hand.browser.screenshot("teams-boxes").map(drop)
}

/// Counts all boxes of a team, with an exchange behind every bundle.
fn count(mut team: Team) -> Result<Team> {
    for (box_no, papers) in std::mem::take(&mut team.boxes) {
        let run = team.begun.take().unwrap_or_else(|| team.open(box_no, papers.len()));
        for bundle in papers.chunks(BUNDLE) {
            for paper in bundle {
                team.act(|view, actor| view.call_ballot(actor, run, paper.clone()).unwrap());
            }
            exchange(&mut team.phone, None)?;
            hear(&mut team.book, &team.phone);
        }
        team.act(|view, actor| view.close_run(actor, run).unwrap());
    }
    exchange(&mut team.phone, None)?;
    Ok(team)
}

type Votes = BTreeMap<String, BTreeMap<String, [u32; 3]>>;

/// What a phone holds at the end: papers, votes by post and name, and boxes that are still open.
fn counted(mut team: Team) -> Result<([u32; 3], Votes, u32)> {
    exchange(&mut team.phone, None)?;
    hear(&mut team.book, &team.phone);
    let view = team.book.village().election(ELECTION).ok_or("no election")?;
    let (sums, names) = (view.sums(FIRST), view.election.count.names());
    let posts = &view.election.ballots.form(FIRST).ok_or("no form")?.posts;
    let of_post = |(at, post): (usize, &cunxuan_core::ballot::Post)| {
        let cast =
            sums.posts[at].votes.iter().map(|(name, votes)| (names.get(*name).to_owned(), [votes.yes, votes.no, 0]));
        let printed = post.candidates.iter().map(|one| (one.name.clone(), [0, 0, 0]));
        (post.name.clone(), printed.chain(cast).collect())
    };
    let votes = posts.iter().enumerate().map(of_post).collect();
    Ok(([sums.returned, sums.whole_invalid, sums.blank], votes, view.boxes_open(FIRST)))
}

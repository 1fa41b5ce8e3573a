//! The village of five groups (五个小组的村) on its election day, and a hand that acts at its tables by the exchange alone.

use cunxuan_core::count::{self, BoxOpened, Mark, Paper, RunOpened, Section};
use cunxuan_core::id::{ActorNo, BoxNo, FormNo, GroupNo, Label, LogId, PersonId, Place, SeriesNo};
use cunxuan_core::plan::Role;
use cunxuan_core::record::export;
use cunxuan_core::verify::check;
use cunxuan_core::village::{Book, ElectionView, Event};
use cunxuan_server::author::{Author, opening};
use cunxuan_server::codes::{self, Fresh, Whose};
use cunxuan_server::host::{now_s, random};
use cunxuan_server::import::{Residents, arrange};
use cunxuan_server::load::{ELECTION, load};
use cunxuan_server::sample::Sample;
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::Store;
use cunxuan_tests::fleet::phone::Phone;
use cunxuan_tests::fleet::tide::{Tide, Until};
use cunxuan_tests::hand::small::{Officer, Small, Voter};
use cunxuan_tests::process::{Folder, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::channel;
use tokio::runtime::{Builder, Runtime};

/// The group whose table runs dry.
pub const FIFTH: GroupNo = 5;
/// White papers brought to its table, and voters it has.
pub const WHITE: usize = 200;
/// The form of the ballot.
pub const FORM: FormNo = 1;

/// The village with its codes, and everybody registered, by group.
pub struct Village {
    /// What a test of a small village has as well.
    pub small: Small,
    /// Registered voters of each group.
    pub voters: BTreeMap<GroupNo, Vec<(PersonId, Voter)>>,
    township: String,
}

impl Village {
    /// Everybody is registered, of the fifth group two hundred; the roll hangs; it is the day of the election.
    pub fn new() -> Result<Self> {
        let folder = Folder::new("over-issue")?;
        let sample = sample()?;
        let code = sample.township.villages.first().ok_or("no village")?.code.clone();
        let day = sample.township.villages.first().map(|village| village.election_day);
        let store = Store::open(folder.path())?;
        let residents = Residents { has_wish: true, rows: (2..).zip(sample.residents.iter().cloned()).collect() };
        load(&store, &sample.township, arrange(&sample.township, &residents), day, &mut |_| {})?;
        let kept = store.township()?.ok_or("no township")?;
        let scope = kept.scope(&code);
        let shelf = Shelf::new(store.clone(), &kept, channel().0)?;
        let registered = |book: &Book| book.village().election(ELECTION).and_then(|view| register(&view));
        Author::new(&shelf, &kept.code).write(&scope, |book| registered(book).unwrap_or_default())?;
        codes::pins(&store, &kept, &BTreeSet::from([scope.clone()]), false)?;
        let fresh = codes::fresh(&store, &kept, &Whose::All)?;
        let (office, officers): (Vec<Fresh>, Vec<Fresh>) = fresh.into_iter().partition(|it| it.account.is_office());
        let officer = |fresh: Fresh| Officer { phone: fresh.account.phone, code: fresh.code };
        let voters = Shelf::new(store, &kept, channel().0)?.read(&scope, by_group)?;
        let small = Small {
            officers: officers.into_iter().map(officer).collect(),
            office: office.into_iter().next().ok_or("no office")?.code,
            pin: String::new(),
            pins: Default::default(),
            people: Vec::new(),
            minor: String::new(),
            newcomer: String::new(),
            village: code,
            folder,
        };
        Ok(Self { small, voters, township: kept.code })
    }

    /// The first voters of a group whom nobody could take for another at the table.
    pub fn plain(&self, group: GroupNo, count: usize) -> Vec<(PersonId, Voter)> {
        let all = self.voters.get(&group).map_or(&[][..], Vec::as_slice);
        let alike = |of: &Voter| all.iter().filter(|(_, other)| other.initials == of.initials).count();
        let names = |of: &Voter| all.iter().filter(|(_, other)| other.name == of.name).count();
        let plain = |(_, voter): &&(PersonId, Voter)| alike(voter) < 3 && names(voter) == 1;
        all.iter().filter(plain).take(count).cloned().collect()
    }

    /// The others of a group.
    pub fn others(&self, group: GroupNo, but: &[(PersonId, Voter)]) -> Vec<PersonId> {
        let all = self.voters.get(&group).into_iter().flatten().map(|(id, _)| *id);
        all.filter(|id| but.iter().all(|(other, _)| other != id)).collect()
    }
}

/// The village of the sample whose fifth group voted again, with six officers of its own.
fn sample() -> Result<Sample> {
    let mut sample = Sample::generate(1).ok_or("no sample")?;
    sample.township.villages.retain(|village| village.groups.iter().any(|group| !group.series.is_empty()));
    let village = sample.township.villages.first_mut().ok_or("nobody voted again")?;
    village.groups.iter_mut().for_each(|group| group.series.clear());
    let code = village.code.clone();
    sample.residents.retain(|row| row.village == code);
    sample.township.on_two_lists.clear();
    sample.township.officers.truncate(6);
    sample.township.officers.iter_mut().for_each(|officer| officer.villages = vec![code.clone()]);
    Ok(sample)
}

fn register(view: &ElectionView<'_>) -> Option<Vec<Event>> {
    let mut fifth = 0;
    let may = view.village.people().iter().filter(|(id, _)| view.register(&[*id]).is_ok());
    let wanted = may.filter(|(_, resident)| {
        fifth += usize::from(resident.group == FIFTH);
        resident.group != FIFTH || fifth <= WHITE
    });
    let all: Vec<PersonId> = wanted.map(|(id, _)| id).collect();
    Some(vec![view.register(&all).ok()?, view.report_posted(view.day().plus(-22), "村务公开栏")])
}

fn by_group(book: &Book) -> BTreeMap<GroupNo, Vec<(PersonId, Voter)>> {
    let mut groups: BTreeMap<GroupNo, Vec<(PersonId, Voter)>> = BTreeMap::new();
    let Some(view) = book.village().election(ELECTION) else { return groups };
    for id in view.election.roll.iter() {
        let Some(resident) = view.village.people().get(id) else { continue };
        let initials = resident.person.initials.split(' ').next().unwrap_or_default().to_uppercase();
        let voter = Voter { name: resident.person.name.clone(), initials, id: String::new() };
        groups.entry(resident.group).or_default().push((id, voter));
    }
    groups
}

/// A phone without a screen: its officer and the tellers act through the core's verbs, and exchange over HTTP.
pub struct Far {
    runtime: Runtime,
    phone: Phone,
    book: Book,
    logs: BTreeMap<u8, LogId>,
    township: String,
}

impl Far {
    /// Signs in as the sixth officer, and fetches the village.
    pub fn sign_in(village: &Village, url: &str) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let officer = village.small.officers.get(5).ok_or("no sixth officer")?;
        let mut phone = Phone::new(0, 6, cunxuan_core::id::Scope::new(&village.small.village, "2026"), url)?;
        runtime.block_on(phone.sign_in(&officer.phone, &officer.code))?;
        let book = Book::new(phone.journal.scope().clone());
        let mut far = Self { runtime, phone, book, logs: BTreeMap::new(), township: village.township.clone() };
        far.exchange()?;
        Ok(far)
    }

    /// Sends what was written, fetches what is new, and folds it.
    pub fn exchange(&mut self) -> Result {
        self.phone.start()?;
        self.runtime.block_on(self.phone.live(&mut Tide::new(1, Until::Settled)))?;
        let export = export::read(&export::write(&self.phone.journal, None, &[]));
        self.book = check(&export.map_err(|fault| format!("{fault:?}"))?, None).book;
        Ok(())
    }

    /// The election as this phone knows it.
    pub fn view(&self) -> Result<ElectionView<'_>> {
        Ok(self.book.village().election(ELECTION).ok_or("no election")?)
    }

    /// Somebody of a role.
    fn actor(&self, role: Role) -> Result<ActorNo> {
        let mut actors = self.book.village().plan().actors().filter(|actor| actor.role == role);
        Ok(actors.next().ok_or("nobody of that role")?.no)
    }

    /// Writes what somebody of a role does; where the last of it stands.
    fn write(&mut self, role: Role, event: Event) -> Result<Place> {
        let actor = if role == Role::Liaison { self.phone.officer } else { self.actor(role)? };
        let label = Label { actor, wall: now_s() };
        let log = match self.logs.get(&role.number()) {
            Some(log) => *log,
            None => {
                let scope = self.phone.journal.scope().clone();
                let opened = opening(&self.township, &scope, random()?, role, Some(self.phone.key.public()));
                let range = self.book.open_log(&opened, label);
                self.logs.insert(role.number(), range.log);
                self.phone.own.push(range.log);
                self.keep(range)?
            }
        };
        let range = self.book.draft(log, &[event], label, Default::default);
        let seq = range.ids().last().map_or(0, |end| end.seq);
        self.keep(range)?;
        Ok(Place { log, seq })
    }

    fn keep(&mut self, range: cunxuan_core::record::Range) -> Result<LogId> {
        let log = range.log;
        self.phone.journal.take(vec![range.clone()]);
        match self.book.take(vec![range]).refused.first() {
            None => Ok(log),
            Some(refused) => Err(format!("refused: {refused:?}").into()),
        }
    }

    /// Brings papers to a table.
    pub fn bring(&mut self, group: GroupNo, papers: usize) -> Result {
        let view = self.view()?;
        let series = view.series_for(group).ok_or("no papers")?;
        let event = view.report_papers(group, series, u32::try_from(papers)?);
        self.write(Role::Liaison, event).map(drop)
    }

    /// Hands papers to voters.
    pub fn issue(&mut self, voters: &[PersonId]) -> Result {
        for voter in voters {
            let event = self.view()?.issue_ballot(*voter, None).map_err(|refusal| format!("{refusal:?}"))?;
            self.write(Role::Liaison, event)?;
        }
        Ok(())
    }

    /// Opens a box, calls its papers, and closes the count.
    pub fn count(&mut self, box_no: BoxNo, papers: &[Paper]) -> Result {
        let teller = self.actor(Role::Teller)?;
        let refused = |refusal: cunxuan_core::Refusal| format!("{refusal:?}");
        let found = u32::try_from(papers.len())?;
        let opened = BoxOpened { form: FORM, box_no, papers: found, seal_whole: true };
        let event = self.view()?.open_box(teller, opened).map_err(refused)?;
        self.write(Role::Teller, event)?;
        let run = RunOpened { form: FORM, boxes: vec![box_no], caller: None, scrutineer: None };
        let event = self.view()?.open_run(teller, run).map_err(refused)?;
        let run = self.write(Role::Teller, event)?;
        for paper in papers {
            let event = self.view()?.call_ballot(teller, run, paper.clone()).map_err(refused)?;
            self.write(Role::Teller, event)?;
        }
        let event = self.view()?.close_run(teller, run).map_err(refused)?;
        self.write(Role::Teller, event).map(drop)
    }
}

/// The papers of a box: each a different choice, every ninth blank; and `void` ones of a series that is void.
pub fn papers(view: &ElectionView<'_>, group: GroupNo, valid: usize, void: &[SeriesNo]) -> Result<Vec<Paper>> {
    let form = view.election.ballots.form(FORM).ok_or("no form")?;
    let section = |no: usize, post: &cunxuan_core::ballot::Post| {
        let names = post.candidates.len();
        let marks = (0..usize::from(post.seats)).map(|seat| (no + seat * 2 + usize::from(group)) % names);
        let yes: BTreeSet<usize> = marks.collect();
        let yes = yes.into_iter().filter_map(|at| Some(Mark::Printed { index: u8::try_from(at).ok()? }));
        Section::Names { yes: yes.collect(), no: Vec::new() }
    };
    let paper = |no: usize| {
        if no % 9 == 4 {
            return Paper::Blank;
        }
        Paper::Marked { sections: form.posts.iter().map(|post| section(no, post)).collect() }
    };
    let aside = void.iter().map(|series| Paper::SetAside { series: *series });
    Ok(aside.chain((0..valid).map(paper)).collect())
}

/// What the papers of all boxes amount to, counted by nothing but a sum of the marks: by post, by name.
pub fn expected(view: &ElectionView<'_>, boxes: &[Vec<Paper>]) -> Result<Vec<Vec<u32>>> {
    let form = view.election.ballots.form(FORM).ok_or("no form")?;
    let mut votes: Vec<Vec<u32>> = form.posts.iter().map(|post| vec![0; post.candidates.len()]).collect();
    for paper in boxes.iter().flatten() {
        let Paper::Marked { sections } = paper else { continue };
        for (post, section) in votes.iter_mut().zip(sections) {
            let count::Section::Names { yes, .. } = section else { continue };
            for mark in yes {
                if let Mark::Printed { index } = mark {
                    post[usize::from(*index)] += 1;
                }
            }
        }
    }
    Ok(votes)
}

/// What the record's fold makes of them.
pub fn votes(view: &ElectionView<'_>) -> Result<Vec<Vec<u32>>> {
    let (form, sums) = (view.election.ballots.form(FORM).ok_or("no form")?, view.sums(FORM));
    let names = view.election.count.names();
    let of = |at: usize, name: &str| {
        let number = names.number(name)?;
        Some(sums.posts.get(at)?.votes.get(&number)?.yes)
    };
    let post = |(at, post): (usize, &cunxuan_core::ballot::Post)| {
        post.candidates.iter().map(|candidate| of(at, &candidate.name).unwrap_or(0)).collect()
    };
    Ok(form.posts.iter().enumerate().map(post).collect())
}

//! Plays a village's papers into its record as its phones would have: lists imported, households registered,
//! papers issued, boxes opened, ballots called, the result signed (演示与核对用).
//!
//! Everything goes through the core's verbs, entries and fold. What a verb refuses is counted, not forced.

mod hands;
mod paper;
mod tables;

use crate::error::AppError;
use crate::import::{BallotRow, IssueRow, Village};
use crate::load::{ELECTION, FIRST, Import};
use cunxuan_core::canvass::Signature;
use cunxuan_core::count::{BoxOpened, RunOpened};
use cunxuan_core::id::{ActorNo, BoxNo, GroupNo, PersonId};
use cunxuan_core::person::OffRoll;
use cunxuan_core::plan::{Actor, Role};
use cunxuan_core::roll::Status;
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, ElectionView, Event, Refusal};
use std::collections::BTreeMap;

pub use hands::Hands;

/// A village whose term is played.
pub struct Play<'a> {
    /// The plan of the village.
    pub village: &'a Village,
    /// Who writes.
    pub hands: Hands,
    /// How often issuing was refused because the voter had his paper.
    pub issued_before: u32,
    /// How often anything else was refused.
    pub refused: Vec<Refusal>,
}

impl<'a> Play<'a> {
    /// An empty record of the village.
    #[must_use]
    pub fn new(village: &'a Village, hands: Hands) -> Self {
        Self { village, hands, issued_before: 0, refused: Vec::new() }
    }

    /// What the record amounts to.
    #[must_use]
    pub fn book(&self) -> &Book {
        self.hands.book()
    }

    /// The village committee's election.
    ///
    /// # Errors
    /// When none is planned.
    pub fn view(&self) -> Result<ElectionView<'_>, AppError> {
        let missing = || AppError::Command(format!("no election is planned in {}", self.village.name));
        self.book().village().election(ELECTION).ok_or_else(missing)
    }

    /// Writes the plan, the people and the ballot, as the office does.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn import(&mut self, import: &Import<'_>) -> Result<(), AppError> {
        for step in Import::STEPS {
            let events = step(import, self.book());
            self.hands.office(&events)?;
        }
        Ok(())
    }

    /// Registers household by household whom nothing keeps off; whoever else is tried is refused. Returns
    /// how many are off the roll for which reason.
    ///
    /// # Errors
    /// When no election is planned, or an entry is refused.
    pub fn register(&mut self) -> Result<BTreeMap<OffRoll, u32>, AppError> {
        let mut off: BTreeMap<OffRoll, u32> = BTreeMap::new();
        for (group, people) in self.households()? {
            let view = self.view()?;
            let open = |id: &PersonId| view.status(*id) == Some(Status::Open);
            let (able, kept): (Vec<PersonId>, Vec<PersonId>) = people.iter().partition(|id| open(id));
            for id in kept {
                let reason = match view.register(&[id]) {
                    Err(Refusal::Roll(cunxuan_core::roll::Refusal::UnderAge { .. })) => Some(OffRoll::UnderAge),
                    Err(Refusal::Roll(cunxuan_core::roll::Refusal::Off { reason })) => Some(reason),
                    Ok(_) | Err(_) => None,
                };
                reason.into_iter().for_each(|reason| *off.entry(reason).or_default() += 1);
            }
            if !able.is_empty() {
                let event = view.register(&able);
                self.act(group, event)?;
                self.hands.pass(15);
            }
        }
        Ok(off)
    }

    /// The households of the village with the group of each.
    fn households(&self) -> Result<Vec<(GroupNo, Vec<PersonId>)>, AppError> {
        let mut households: BTreeMap<(GroupNo, String), Vec<PersonId>> = BTreeMap::new();
        for (id, resident) in self.view()?.village.people().iter() {
            households.entry((resident.group, resident.person.household.clone())).or_default().push(id);
        }
        Ok(households.into_iter().map(|((group, _), people)| (group, people)).collect())
    }

    /// Posts the roll.
    ///
    /// # Errors
    /// When no election is planned, or the entry is refused.
    pub fn post(&mut self, on: Day) -> Result<(), AppError> {
        let event = self.view()?.report_posted(on, "村务公开栏");
        self.act(1, Ok(event))
    }

    /// Hands out papers in the order of the table; `rows` are this village's.
    ///
    /// # Errors
    /// When no election is planned, or an entry is refused.
    pub fn issue(&mut self, rows: &[IssueRow]) -> Result<(), AppError> {
        tables::proxies(self, rows)?;
        rows.iter().try_for_each(|row| tables::issue(self, row))
    }

    /// Opens a box and counts the papers in it.
    ///
    /// # Errors
    /// When no election is planned, or the entry is refused.
    pub fn open_box(&mut self, box_no: BoxNo, papers: usize) -> Result<(), AppError> {
        let (teller, group) = self.teller(box_no)?;
        let papers = u32::try_from(papers).unwrap_or(u32::MAX);
        let event = self.view()?.open_box(teller, BoxOpened { form: FIRST, box_no, papers, seal_whole: true });
        self.act_as(teller, group, event)
    }

    /// Who counts a box, and on which group's phone.
    fn teller(&self, box_no: BoxNo) -> Result<(ActorNo, GroupNo), AppError> {
        let group = self.book().village().plan().group_of_box(box_no).unwrap_or(1);
        Ok((self.find(Role::Teller, usize::from(box_no))?.no, group))
    }

    /// Counts a box to its end, or calls only so many papers. One that is closed yet is opened.
    ///
    /// # Errors
    /// When no election is planned, or an entry is refused.
    pub fn count_box(&mut self, box_no: BoxNo, papers: &[&BallotRow], calls: usize) -> Result<(), AppError> {
        if self.view()?.election.count.opened(FIRST, box_no).is_none() {
            self.open_box(box_no, papers.len())?;
        }
        let (teller, group) = self.teller(box_no)?;
        let run = RunOpened { form: FIRST, boxes: vec![box_no], caller: None, scrutineer: None };
        let event = self.view()?.open_run(teller, run);
        self.act_as(teller, group, event)?;
        let run = self.hands.last_place();
        for row in papers.iter().take(calls) {
            self.hands.pass(4);
            let view = self.view()?;
            let event = paper::called(&view, row).and_then(|paper| view.call_ballot(teller, run, paper));
            self.act_as(teller, group, event)?;
        }
        if calls >= papers.len() {
            let event = self.view()?.close_run(teller, run);
            self.act_as(teller, group, event)?;
        }
        Ok(())
    }

    /// Signs the result with one of each who must.
    ///
    /// # Errors
    /// When no election is planned, or the entry is refused.
    pub fn sign(&mut self) -> Result<(), AppError> {
        let mut signatures = Vec::new();
        for role in cunxuan_core::canvass::SIGNERS {
            let actor = self.find(role, 0)?;
            let strokes = vec![vec![(120, 300), (480, 260), (860, 340)]];
            let (actor, name) = (actor.no, actor.name.clone());
            signatures.push(Signature { actor, role, name, strokes, wall: self.hands.wall() });
        }
        let chief = self.find(Role::ChiefScrutineer, 0)?.no;
        let event = self.view()?.sign_result(chief, FIRST, signatures, None);
        self.act_as(chief, 1, event)
    }

    fn find(&self, role: Role, at: usize) -> Result<&Actor, AppError> {
        let actors: Vec<&Actor> = self.book().village().plan().actors().filter(|actor| actor.role == role).collect();
        let found = actors.get(at.checked_rem(actors.len()).unwrap_or(0)).copied();
        found.ok_or_else(|| AppError::Command(format!("{} has nobody for a role of its poll", self.village.name)))
    }

    /// A liaison officer acts on the phone of a group's table.
    ///
    /// # Errors
    /// When the village has none, or the entry is refused.
    pub fn act(&mut self, group: GroupNo, event: Result<Event, Refusal>) -> Result<(), AppError> {
        let liaison = self.find(Role::Liaison, usize::from(group))?.no;
        self.act_as(liaison, group, event)
    }

    fn act_as(&mut self, actor: ActorNo, group: GroupNo, event: Result<Event, Refusal>) -> Result<(), AppError> {
        match event {
            Ok(event) => self.hands.act(group, actor, &[event]),
            Err(Refusal::Polling(cunxuan_core::polling::Refusal::AlreadyIssued { .. })) => {
                self.issued_before += 1;
                Ok(())
            }
            Err(refusal) => {
                self.refused.push(refusal);
                Ok(())
            }
        }
    }
}

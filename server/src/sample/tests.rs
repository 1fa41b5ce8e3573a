//! Tests of the invented township: its totals, its cases, and that it can be read again.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::import::Defect;

fn sample() -> Sample {
    Sample::generate(SEED).unwrap()
}

#[test]
fn two_runs_are_equal_and_two_seeds_are_not() {
    let (first, second) = (sample(), sample());
    assert!(first == second);
    let other = Sample::generate(SEED + 1).unwrap();
    assert!(first.residents != other.residents && first.ballots != other.ballots);
}

#[test]
fn every_seed_meets_the_totals() {
    for seed in [SEED, 1, 2, 3] {
        let sample = Sample::generate(seed).unwrap();
        let registered: u32 = sample.expected_roll.values().map(|roll| roll.registered).sum();
        let returned: u32 = sample.expected_count.values().map(|count| count.returned).sum();
        let void: u32 = sample.expected_count.values().map(|count| count.void_found).sum();
        let boxes: BTreeSet<_> = sample.ballots.rows.iter().map(|row| (&row.village, &row.box_no)).collect();
        assert_eq!((registered, returned, void), (REGISTERED, CAST, 2), "seed {seed}");
        assert_eq!(sample.ballots.rows.len(), 28_203);
        assert_eq!((boxes.len(), sample.township.officers.len()), (260, 84));
        assert_eq!(sample.township.on_two_lists.len(), 12);
        for village in &sample.township.villages {
            let published = village.published.unwrap();
            let (roll, count) = (&sample.expected_roll[&village.code], &sample.expected_count[&village.code]);
            assert_eq!((published.registered, published.cast), (roll.registered, count.returned));
            assert!(count.valid, "{}", village.code);
        }
    }
}

#[test]
fn every_reason_and_every_kind_of_paper_occurs() {
    let sample = sample();
    let mut off: BTreeMap<&str, u32> = BTreeMap::new();
    for (reason, number) in sample.expected_roll.values().flat_map(|roll| &roll.off) {
        *off.entry(reason).or_default() += number;
    }
    println!("{off:?}");
    assert_eq!((off.len(), off["在两村名单上"]), (8, 12));
    for defect in [Defect::Damaged, Defect::Unreadable, Defect::Blank] {
        assert!(sample.ballots.rows.iter().any(|row| row.defect == Some(defect)));
    }
    let counts: Vec<_> = sample.expected_count.values().collect();
    assert!(counts.iter().any(|count| !count.box_alarm.is_empty()));
    assert!(counts.iter().any(|count| !count.runoff.is_empty()));
    assert!(counts.iter().any(|count| count.issued > count.returned));
    assert!(counts.iter().all(|count| count.section_invalid.len() <= 2));
    let printed = |village: &str, post: &str| -> Vec<String> {
        let village = sample.township.villages.iter().find(|it| it.code == village).unwrap();
        village.candidates.iter().filter(|it| it.post == post).map(|it| it.name.clone()).collect()
    };
    let printed_written_in = sample.ballots.rows.iter().filter(|row| {
        let names = printed(&row.village, "委员");
        row.marks[1].iter().any(|mark| mark.written_in && names.contains(&mark.name))
    });
    assert!(printed_written_in.count() > 5);
}

#[test]
fn the_group_that_voted_again() {
    let sample = sample();
    let code = &sample.township.villages[OVERISSUED].code;
    let of_group = |colour: &str| -> Vec<&IssueRow> {
        let rows = sample.issues.iter();
        rows.filter(|row| row.village == *code && row.group == 5 && row.colour == colour).collect()
    };
    let voters = |rows: &[&IssueRow]| rows.iter().map(|row| row.voter).collect::<BTreeSet<_>>().len();
    let (white, red) = (of_group("白"), of_group("红"));
    assert_eq!((white.len(), voters(&white), red.len(), voters(&red)), (200, 197, 200, 200));
    assert!(white.iter().map(|row| &row.at).max() < red.iter().map(|row| &row.at).min());
    assert_eq!(sample.expected_count[code].void_found, 2);
    assert_eq!(sample.township.villages[LARGEST].published.unwrap().registered, 3_127);
}

#[test]
fn who_draws_a_paper_may() {
    let sample = sample();
    let rows: BTreeMap<_, _> =
        sample.residents.iter().map(|row| ((row.village.as_str(), row.id.as_str()), row)).collect();
    assert_eq!(rows.len(), sample.residents.len());
    let mut own = BTreeSet::new();
    let mut held: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for issue in &sample.issues {
        let voter = rows[&(issue.village.as_str(), issue.voter.text())];
        assert_eq!(voter.group, issue.group.to_string());
        let Some(holder) = issue.holder else {
            own.insert((issue.voter, &issue.colour));
            assert_eq!(voter.residence, "在村");
            continue;
        };
        let kin = rows[&(issue.village.as_str(), holder.text())];
        assert!(own.contains(&(holder, &issue.colour)), "a holder draws his own paper first");
        assert_eq!((&kin.household, voter.residence.as_str()), (&voter.household, "外出"));
        held.entry(holder).or_default().insert(issue.voter);
    }
    assert!(held.len() > 1_000 && held.values().all(|principals| principals.len() <= 3));
    let repeated =
        sample.issues.len() - sample.issues.iter().map(|it| (it.voter, &it.colour)).collect::<BTreeSet<_>>().len();
    assert_eq!(repeated, 3);
}

#[test]
fn the_folder_reads_back_and_gives_the_same_rolls() {
    let dir = std::env::temp_dir().join(format!("cunxuan-sample-{}", std::process::id()));
    let sample = sample();
    sample.write(&dir).unwrap();
    let township = import::read_township(&dir).unwrap();
    let residents = import::read_residents(&dir).unwrap();
    assert_eq!(township, sample.township);
    assert!(residents.rows.iter().map(|(_, row)| row).eq(&sample.residents));
    assert!(import::read_issues(&dir).unwrap() == sample.issues);
    assert!(import::read_ballots(&dir).unwrap() == sample.ballots);
    import::tests::assert_rolls(&dir);
    fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn nobody_in_it_can_exist() {
    let sample = sample();
    assert!(sample.residents.iter().all(|row| row.id.starts_with("990128")));
    let phones =
        sample.residents.iter().map(|row| &row.phone).chain(sample.township.officers.iter().map(|it| &it.phone));
    assert!(phones.filter(|phone| !phone.is_empty()).all(|phone| phone.len() == 11 && phone.starts_with("154")));
}

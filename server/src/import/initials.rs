//! The initials of a name in pinyin (拼音首字母), for the search pad of the issuing table.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;

/// More spellings than this of one name help nobody to find it.
const MOST_SPELLINGS: usize = 12;

/// Surnames whose reading as a surname is not the common one, with their initials.
const SURNAMES: [(&str, &str); 17] = [
    ("尉迟", "yc"),
    ("万俟", "mq"),
    ("单", "s"),
    ("曾", "z"),
    ("仇", "q"),
    ("解", "x"),
    ("盖", "g"),
    ("查", "z"),
    ("任", "r"),
    ("区", "o"),
    ("缪", "m"),
    ("朴", "p"),
    ("翟", "z"),
    ("覃", "q"),
    ("覃", "t"),
    ("逄", "p"),
    ("盛", "s"),
];

/// The initials of a name, small letters, its spellings parted by a blank, the likeliest first.
///
/// All readings of a character count; for the surname its reading as a surname stands first.
/// Characters without a reading are passed over, so the text may be empty.
pub fn initials(name: &str) -> String {
    let mut spellings = surname_spellings(name);
    spellings.extend(spelled(name));
    let mut seen = BTreeSet::new();
    spellings.retain(|spelling| seen.insert(spelling.clone()));
    spellings.truncate(MOST_SPELLINGS);
    spellings.join(" ")
}

fn surname_spellings(name: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    for (surname, letters) in SURNAMES {
        let given = name.strip_prefix(surname).map(spelled);
        spellings.extend(given.into_iter().flatten().map(|rest| format!("{letters}{rest}")));
    }
    spellings
}

/// Every way to spell these characters.
fn spelled(name: &str) -> Vec<String> {
    let mut spellings = vec![String::new()];
    for letters in name.chars().map(letters).filter(|letters| !letters.is_empty()) {
        let longer = |start: &String| letters.iter().map(|letter| format!("{start}{letter}")).collect::<Vec<_>>();
        spellings = spellings.iter().flat_map(longer).take(MOST_SPELLINGS).collect();
    }
    spellings.retain(|spelling| !spelling.is_empty());
    spellings
}

/// The letters with which a character's readings begin, the commonest first.
fn letters(c: char) -> Vec<char> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase()];
    }
    let Some(readings) = c.to_pinyin_multi() else {
        return Vec::new();
    };
    let mut letters = Vec::new();
    for letter in readings.into_iter().filter_map(|reading| reading.plain().chars().next()) {
        if letter.is_ascii_lowercase() && !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn names() {
        for (name, text) in [("刘旺", "lw"), ("孙田建", "stj"), ("赵A·b", "zab"), ("", ""), ("😀", "")] {
            assert_eq!(initials(name), text, "{name}");
        }
    }

    #[test]
    fn surnames_with_a_reading_of_their_own_stand_first_and_lose_no_other() {
        for (name, first, also) in [
            ("单丽", "sl", "dl"),
            ("仇明", "qm", "cm"),
            ("解放", "xf", "jf"),
            ("覃一", "qy", "ty"),
            ("区小", "ox", "qx"),
            ("尉迟恭", "ycg", "wcg"),
            ("万俟一", "mqy", "wqy"),
        ] {
            let text = initials(name);
            let spellings: Vec<_> = text.split(' ').collect();
            assert_eq!(spellings[0], first, "{name}: {text}");
            assert!(spellings.contains(&also), "{name}: {text}");
        }
    }
}

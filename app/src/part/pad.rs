//! The app's own keypads (键盘): initials, ID number, PIN. No input method, one hand.

use super::icon::{Icon, icon};
use crate::markup::{Memo, Value, view};
use crate::text::part as text;
use leptos::prelude::*;

/// The bit of a pinyin initial in the set of live keys: `A` is bit 0.
pub fn bit_of_initial(letter: char) -> u32 {
    let place = u32::from(letter.to_ascii_uppercase()).wrapping_sub(u32::from('A'));
    1u32.checked_shl(place).unwrap_or(0)
}

/// The box above a pad that shows what was typed, with room for one button at its right.
#[component]
pub fn Typed(
    /// What the box is for; read out, not shown.
    label: &'static str,
    /// What was typed.
    #[prop(into)]
    value: Value,
    /// A button, such as the one that scans.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    view! {
        <div class="typed">
            <output aria-label=label>{value}</output>
            {children.map(|children| children())}
        </div>
    }
}

/// The pad of pinyin initials: 23 keys, since no syllable starts with I, U or V.
#[component]
pub fn InitialsPad(
    /// The keys that lead to someone, by [`bit_of_initial`]; the others are grey.
    #[prop(into)]
    live: Signal<u32>,
    /// A letter was pressed.
    #[prop(into)]
    on_key: Callback<char>,
    /// The last letter is taken back.
    #[prop(into)]
    on_erase: Callback<()>,
) -> AnyView {
    let key = |letter: char| {
        let dead = move || live.get() & bit_of_initial(letter) == 0;
        key(letter, dead, on_key)
    };
    let keys: Vec<_> = "ABCDEFGHJKLMNOPQRSTWXYZ".chars().map(key).collect();
    view! {
        <div class="pad six" role="group" aria-label=text::INITIALS>{keys}{erase(on_erase)}</div>
    }
}

/// The pad and field for an ID number. The number is shown in groups, kept without blanks.
#[component]
pub fn IdPad(
    /// What was typed, at most 18 characters.
    value: RwSignal<String>,
    /// The village's commonest area codes, one tap each.
    areas: Vec<String>,
    /// Whether the number is complete and wrong.
    #[prop(optional, into)]
    wrong: Value,
) -> AnyView {
    let type_in = move |letter: char| value.update(|it| *it = plain_id(&[it, letter.to_string().as_str()].concat()));
    let take_back = move || value.update(|it| it.truncate(it.len().saturating_sub(1)));
    let area = move |code: String| {
        let chosen = code.clone();
        view! { <button type="button" class="pick" on:click=move |_| value.set(chosen.clone())>{code}</button> }
    };
    let areas = move || {
        // Once a number is begun the chips would only wipe it.
        let codes = if value.with(String::is_empty) { areas.clone() } else { Vec::new() };
        codes.into_iter().map(area).collect::<Vec<_>>()
    };
    view! {
        <div class="typed id" class:wrong=wrong>
            <input
                inputmode="none"
                autocomplete="off"
                aria-label=text::ID_NUMBER
                prop:value=move || value.with(|it| grouped(it))
                on:input=move |event| value.set(plain_id(&event_target_value(&event)))
            />
        </div>
        <div class="picks">{areas}</div>
        <div class="pad three" role="group" aria-label=text::ID_NUMBER>
            {digits("123456789X0", Callback::new(type_in))}
            {erase(take_back.into())}
        </div>
    }
}

/// The pad for a PIN: dots above, digits below.
#[component]
pub fn NumPad(
    /// How many digits there are.
    length: usize,
    /// What was typed; the caller may empty it.
    value: RwSignal<String>,
    /// All digits are there.
    #[prop(into)]
    on_full: Callback<String>,
) -> AnyView {
    let type_in = move |digit: char| {
        if value.with_untracked(String::len) < length {
            value.update(|it| it.push(digit));
            let typed = value.get_untracked();
            if typed.len() == length {
                on_full.run(typed);
            }
        }
    };
    let take_back = move || value.update(|it| it.truncate(it.len().saturating_sub(1)));
    let typed = Memo::new(move || value.with(String::len));
    let dot = move |place| view! { <i class:d=move || place < typed.get()></i> };
    view! {
        <div class="pins" role="status" aria-label=move || text::digits(typed.get(), length)>
            {(0..length).map(dot).collect::<Vec<_>>()}
        </div>
        <div class="pad three" role="group" aria-label=text::PIN>
            {digits("123456789", Callback::new(type_in))}
            <span></span>
            {digits("0", Callback::new(type_in))}
            {erase(take_back.into())}
        </div>
    }
}

fn digits(digits: &str, on_key: Callback<char>) -> Vec<AnyView> {
    digits.chars().map(|digit| key(digit, || false, on_key)).collect()
}

fn key(letter: char, dead: impl Fn() -> bool + Send + 'static, on_key: Callback<char>) -> AnyView {
    view! {
        <button type="button" disabled=dead on:click=move |_| on_key.run(letter)>
            {letter.to_string()}
        </button>
    }
}

fn erase(on_erase: Callback<()>) -> AnyView {
    view! {
        <button type="button" class="f" aria-label=text::ERASE on:click=move |_| on_erase.run(())>
            {icon(Icon::Erase)}
        </button>
    }
}

/// Keeps digits, and an X in the 18th place only; reads full-width writing too.
fn plain_id(typed: &str) -> String {
    let mut plain = String::with_capacity(18);
    for letter in typed.chars() {
        let half = match letter {
            '０'..='９' | 'Ｘ' | 'ｘ' => char::from_u32(u32::from(letter) - 0xFEE0),
            _ => Some(letter),
        };
        match half.map(|it| it.to_ascii_uppercase()) {
            Some('X') if plain.len() == 17 => plain.push('X'),
            Some(digit @ '0'..='9') if plain.len() < 18 => plain.push(digit),
            _ => (),
        }
    }
    plain
}

/// `370786 19670305 1234`.
fn grouped(id: &str) -> String {
    let mut shown = String::with_capacity(20);
    for (place, letter) in id.chars().enumerate() {
        if place == 6 || place == 14 {
            shown.push(' ');
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_numbers_are_read_as_people_write_them() {
        for (typed, plain, shown) in [
            ("", "", ""),
            ("370786", "370786", "370786"),
            ("3707861", "3707861", "370786 1"),
            ("370786 19670305-1234", "370786196703051234", "370786 19670305 1234"),
            ("３７０７８６19670305123ｘ", "37078619670305123X", "370786 19670305 123X"),
            ("x37078x6", "370786", "370786"),
            ("3707861967030512345678", "370786196703051234", "370786 19670305 1234"),
        ] {
            assert_eq!(plain_id(typed), plain);
            assert_eq!(grouped(plain), shown);
            assert_eq!(plain_id(shown), plain, "what is shown is read back the same");
        }
    }

    #[test]
    fn every_initial_has_its_own_bit() {
        let all = ('A'..='Z').fold(0, |bits, letter| bits | bit_of_initial(letter));
        assert_eq!(all.count_ones(), 26);
        assert_eq!(bit_of_initial('a'), 1);
        assert_eq!(bit_of_initial('张'), 0);
        assert_eq!(bit_of_initial('!'), 0);
    }
}

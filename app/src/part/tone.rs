//! How grave a thing is (轻重), always said in words beside the colour.

/// The tone of a chip, a notice or a counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// As it should be.
    Ok,
    /// Look at it.
    Warn,
    /// Stop and look.
    Bad,
    /// Who is at the phone.
    Who,
}

impl Tone {
    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Who => "who",
        }
    }
}

/// Joins a part's class with the class of its state.
pub(super) fn class(part: &str, state: &str) -> String {
    [part, " ", state].concat()
}

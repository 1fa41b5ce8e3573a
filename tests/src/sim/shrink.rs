//! The shrinker (缩减): a failing history with as few steps, faults and phones as still fail the same way.

use super::fault::Fault;
use super::recipe::Recipe;
use super::script::Script;
use super::world::run;

/// A failing recipe, made short.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// What is left.
    pub recipe: Recipe,
    /// The rule that it breaks.
    pub broken: String,
    /// How many histories were played to find it.
    pub tried: u32,
}

/// Makes a recipe that breaks a rule as short as it gets: steps first, then faults, then phones. Gives
/// nothing for one that breaks none.
#[must_use]
pub fn shrink(recipe: &Recipe) -> Option<Shrunk> {
    let broken = run(recipe).broken?;
    let mut shrinker = Shrinker { rule: rule(&broken).to_owned(), recipe: recipe.clone(), broken, tried: 1 };
    let mut before = usize::MAX;
    while shrinker.size() < before {
        before = shrinker.size();
        shrinker.drop_steps();
        shrinker.drop_faults();
        shrinker.drop_phones();
    }
    Some(Shrunk { recipe: shrinker.recipe, broken: shrinker.broken, tried: shrinker.tried })
}

/// The number of the rule, at the head of its words.
fn rule(broken: &str) -> &str {
    broken.split(':').next().unwrap_or_default()
}

struct Shrinker {
    recipe: Recipe,
    rule: String,
    broken: String,
    tried: u32,
}

impl Shrinker {
    /// Takes a shorter recipe if it breaks the same rule.
    fn take(&mut self, shorter: Recipe) -> bool {
        self.tried += 1;
        let Some(broken) = run(&shorter).broken.filter(|broken| rule(broken) == self.rule) else { return false };
        (self.recipe, self.broken) = (shorter, broken);
        true
    }

    fn steps(&self) -> Vec<usize> {
        self.recipe.only.clone().unwrap_or_else(|| (0..Script::length(&self.recipe)).collect())
    }

    fn faults(&self) -> Vec<Fault> {
        self.recipe.faults.clone().unwrap_or_else(|| Fault::ALL.to_vec())
    }

    fn size(&self) -> usize {
        let phones = Script::of(&self.recipe).phones;
        self.steps().len() + self.faults().len() + phones.saturating_sub(self.recipe.absent.len())
    }

    /// Drops runs of steps, long ones first.
    fn drop_steps(&mut self) {
        let mut length = self.steps().len().max(1);
        while length > 0 {
            let mut from = 0;
            while from < self.steps().len() {
                let kept = |(at, step): (usize, &usize)| (at < from || at >= from + length).then_some(*step);
                let only = Some(self.steps().iter().enumerate().filter_map(kept).collect());
                if !self.take(Recipe { only, ..self.recipe.clone() }) {
                    from += length;
                }
            }
            length /= 2;
        }
    }

    fn drop_faults(&mut self) {
        for fault in self.faults() {
            let faults = Some(self.faults().into_iter().filter(|other| *other != fault).collect());
            self.take(Recipe { faults, ..self.recipe.clone() });
        }
    }

    fn drop_phones(&mut self) {
        for phone in 0..Script::of(&self.recipe).phones {
            if !self.recipe.absent.contains(&phone) {
                let absent = self.recipe.absent.iter().copied().chain([phone]).collect();
                self.take(Recipe { absent, ..self.recipe.clone() });
            }
        }
    }
}

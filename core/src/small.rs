//! Short code for short lists: each use of the standard library's sort adds four kilobytes to what a phone downloads.

use std::collections::{BTreeMap, BTreeSet};

/// A map of a few dozen entries, in the order of its keys: a list that is searched by halves. Every map of
/// the standard library's adds another four kilobytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K, V>(Vec<(K, V)>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Table<K, V> {
    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(key))
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = self.place(key).ok()?;
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// Whether the key is here.
    pub fn contains_key(&self, key: &K) -> bool {
        self.place(key).is_ok()
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(place) => {
                if let Some((_, old)) = self.0.get_mut(place) {
                    *old = value;
                }
            }
            Err(place) => self.0.insert(place, (key, value)),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &K) {
        if let Ok(place) = self.place(key) {
            self.0.remove(place);
        }
    }

    /// Changes the value of a key, which begins as the default. There is always an answer.
    pub fn change<T>(&mut self, key: K, change: impl FnOnce(&mut V) -> T) -> Option<T>
    where
        V: Default,
    {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, V::default()));
            place
        });
        self.0.get_mut(place).map(|(_, value)| change(value))
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Whether nothing is here.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Puts a short list in order by insertion; equal elements keep their order.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut sorted: Vec<T> = Vec::with_capacity(list.len());
    for element in list.drain(..) {
        let place = sorted.iter().rposition(|other| key(other) <= key(&element)).map_or(0, |before| before + 1);
        sorted.insert(place, element);
    }
    *list = sorted;
}

/// Puts a short list in order by insertion.
pub fn sort<T: Ord + Clone>(list: &mut Vec<T>) {
    sort_by_key(list, T::clone);
}

/// A map made by inserting one pair after the other; of two with one key the later stays.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// A set made by inserting one element after the other.
pub fn set<T: Ord>(elements: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(elements);
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_map() {
        let (mut ours, mut theirs) = (Table::default(), BTreeMap::new());
        for (key, value) in [(3, 'a'), (1, 'b'), (2, 'c'), (3, 'd'), (0, 'e')] {
            ours.insert(key, value);
            theirs.insert(key, value);
        }
        ours.remove(&1);
        theirs.remove(&1);
        ours.remove(&9);
        ours.get_mut(&2).into_iter().for_each(|value| *value = 'f');
        theirs.insert(2, 'f');
        ours.change(7, |value| *value = 'g');
        theirs.insert(7, 'g');
        assert!(ours.iter().eq(theirs.iter()) && ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
        assert_eq!((ours.get(&3), ours.get(&1), ours.contains_key(&0)), (Some(&'d'), None, true));
    }

    #[test]
    fn short_lists_come_into_order_and_equals_keep_theirs() {
        for list in [vec![], vec![1], vec![3, 1, 2], vec![2, 1, 2, 1], vec![5, 4, 3, 2, 1]] {
            let (mut ours, mut theirs) = (list.clone(), list);
            sort(&mut ours);
            theirs.sort();
            assert_eq!(ours, theirs);
        }
        let mut pairs = vec![(1, 'b'), (0, 'c'), (1, 'a'), (0, 'd')];
        sort_by_key(&mut pairs, |(number, _)| *number);
        assert_eq!(pairs, [(0, 'c'), (0, 'd'), (1, 'b'), (1, 'a')]);
    }
}

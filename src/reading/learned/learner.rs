//! The learner: one linear model a question, taught by examples when the program is built, asked when it runs.
//!
//! Every label ("this sentence cancels", "this word begins a firm's name") is a logistic regression over the features of an example, one
//! against the rest. That is the plainest model there is, and its reasons can be told: the features with the greatest weights. It is taught in
//! `teacher`, when the program is built.

/// A feature: the hash of its name.
pub type Feature = u32;

/// Labels of an example: bit `n` is set where label `n` holds.
pub type Labels = u64;

/// Hashes a feature's name: FNV-1a in 64 bits, folded to 32. Two of some ten thousand features meet in less than one of a hundred models.
pub fn feature(parts: &[&str]) -> Feature {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut eat);
        eat(0x1f);
    }
    (hash ^ (hash >> 32)) as u32
}

/// A model: for each label a bias and a weight a feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    labels: usize,
    bias: Vec<f32>,
    keys: Vec<Feature>,
    /// Where each key stands among them, plus one; zero is free. The key is a hash already, so its lower bits say where to look first.
    slots: Vec<u32>,
    /// `labels` of them a key, as hundredths of `scale`.
    weights: Vec<i8>,
    scale: f32,
}

impl Model {
    /// How many labels there are.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// How likely each label is, `0.0..=1.0`, each by itself.
    pub fn likelihoods(&self, features: &[Feature]) -> Vec<f32> {
        self.likely(&self.sums(features), features.len())
    }

    /// The weights of some features summed up, for each label. Sums of parts may be added; [`Self::likely`] makes likelihoods of the whole.
    pub fn sums(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0i32; self.labels];
        for key in features {
            for (sum, weight) in sums.iter_mut().zip(self.row(*key)) {
                *sum += i32::from(*weight);
            }
        }
        sums.into_iter().map(|sum| sum as f32).collect()
    }

    /// The likelihoods that the sums over `count` features give.
    pub fn likely(&self, sums: &[f32], count: usize) -> Vec<f32> {
        let unit = self.scale * unit(count);
        sums.iter().zip(&self.bias).map(|(sum, bias)| logistic(sum * unit + bias)).collect()
    }

    /// What one feature adds to one label, for telling why.
    pub fn weight(&self, feature: Feature, label: usize) -> f32 {
        self.row(feature).get(label).map_or(0.0, |w| f32::from(*w) * self.scale)
    }

    fn row(&self, key: Feature) -> &[i8] {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = key as usize & mask;
        while let Some(at) = self.slots.get(slot).and_then(|at| (*at as usize).checked_sub(1)) {
            if self.keys.get(at) == Some(&key) {
                return self.weights.get(at * self.labels..(at + 1) * self.labels).unwrap_or_default();
            }
            slot = (slot + 1) & mask;
        }
        &[]
    }

    /// Makes the table in which keys are looked up; at most half of it is filled.
    fn index(mut self) -> Self {
        self.slots = vec![0; (self.keys.len() * 2 + 1).next_power_of_two()];
        let mask = self.slots.len() - 1;
        for (at, key) in (1..).zip(&self.keys) {
            let mut slot = *key as usize & mask;
            while self.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & mask;
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = at;
            }
        }
        self
    }

    /// A model of `labels` labels, of the weights of each key.
    pub fn new(labels: usize, bias: Vec<f32>, scale: f32, rows: impl IntoIterator<Item = (Feature, Vec<i8>)>) -> Self {
        let mut model = Self { labels, bias, scale, ..Self::default() };
        for (key, row) in rows {
            model.keys.push(key);
            model.weights.extend(row);
        }
        model.index()
    }

    /// The model as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend((self.labels as u32).to_le_bytes());
        out.extend((self.keys.len() as u32).to_le_bytes());
        out.extend(self.scale.to_le_bytes());
        out.extend(self.bias.iter().flat_map(|b| b.to_le_bytes()));
        out.extend(self.keys.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.weights.iter().flat_map(|w| w.to_le_bytes()));
        out
    }

    /// A model from its bytes; `None` where they are no model.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut four = || -> Option<[u8; 4]> {
            let (head, tail) = rest.split_at_checked(4)?;
            rest = tail;
            head.try_into().ok()
        };
        let labels = u32::from_le_bytes(four()?) as usize;
        let keys = u32::from_le_bytes(four()?) as usize;
        let scale = f32::from_le_bytes(four()?);
        let bias = (0..labels).map(|_| four().map(f32::from_le_bytes)).collect::<Option<_>>()?;
        let keys: Vec<Feature> = (0..keys).map(|_| four().map(u32::from_le_bytes)).collect::<Option<_>>()?;
        let weights: Vec<i8> = rest.iter().map(|b| i8::from_le_bytes([*b])).collect();
        (weights.len() == keys.len() * labels).then(|| Self { labels, bias, keys, weights, scale, ..Self::default() }.index())
    }
}

/// The weight of one feature among `count`: long sentences shall not shout louder than short ones.
pub fn unit(count: usize) -> f32 {
    1.0 / (count.max(1) as f32).sqrt()
}

/// The logistic function.
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

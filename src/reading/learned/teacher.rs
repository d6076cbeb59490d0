//! Teaches a model: AdaGrad (Duchi, Hazan and Singer 2011, section 1.1) over the examples in a fixed order, so that the same examples always give
//! the same model. Runs when the program is built, and in tests.
#![allow(clippy::indexing_slicing, reason = "every index is made here, of the rows and keys themselves; no input reaches them")]

use std::collections::BTreeMap;

use super::learner::{Feature, Labels, Model, logistic, unit};

/// How a model is taught.
#[derive(Clone, Copy, Debug)]
pub struct Lessons {
    /// How often the examples are gone through.
    pub rounds: usize,
    /// How far a step goes at first.
    pub step: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
    /// Features of fewer examples than this are not learned.
    pub least: u32,
}

/// Teaches a model of `labels` labels, by features, labels, and the labels that are not known of an example.
pub fn teach(labels: usize, examples: &[(Vec<Feature>, Labels, Labels)], lessons: Lessons) -> Model {
    let mut seen: BTreeMap<Feature, u32> = BTreeMap::new();
    for (features, _, _) in examples {
        let mut own = features.clone();
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|f| *seen.entry(f).or_default() += 1);
    }
    let keys: Vec<Feature> = seen.into_iter().filter(|(_, n)| *n >= lessons.least).map(|(f, _)| f).collect();
    let rows: Vec<(Vec<usize>, f32, Labels, Labels)> = examples
        .iter()
        .map(|(features, labels, unknown)| {
            let known = features.iter().filter_map(|f| keys.binary_search(f).ok()).collect();
            (known, unit(features.len()), *labels, *unknown)
        })
        .collect();
    let mut weights = vec![0.0f32; keys.len() * labels];
    let mut squares = vec![1e-6f32; keys.len() * labels];
    let mut bias = vec![-2.0f32; labels];
    let mut bias_squares = vec![1e-6f32; labels];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut lots: u64 = 1;
    for _ in 0..lessons.rounds {
        shuffle(&mut order, &mut lots);
        for (known, unit, wanted, unknown) in order.iter().filter_map(|at| rows.get(*at)) {
            for label in (0..labels).filter(|label| unknown >> label & 1 == 0) {
                let sum: f32 = known.iter().map(|key| weights[key * labels + label]).sum();
                let target = if wanted >> label & 1 == 1 { 1.0 } else { 0.0 };
                let error = logistic(sum * unit + bias[label]) - target;
                // what is told surely already teaches nothing more
                if error.abs() < 0.02 {
                    continue;
                }
                bias_squares[label] += error * error;
                bias[label] -= lessons.step * error / bias_squares[label].sqrt();
                for key in known {
                    let at = key * labels + label;
                    let gradient = error * unit + lessons.decay * weights[at];
                    squares[at] += gradient * gradient;
                    weights[at] -= lessons.step * gradient / squares[at].sqrt();
                }
            }
        }
    }
    pack(labels, bias, keys, &weights)
}

/// Keeps the weights as bytes, and drops the features that say nothing.
fn pack(labels: usize, bias: Vec<f32>, keys: Vec<Feature>, weights: &[f32]) -> Model {
    let most = weights.iter().fold(0.0f32, |most, w| most.max(w.abs())).max(f32::MIN_POSITIVE);
    let scale = most / 127.0;
    let rows =
        keys.into_iter().zip(weights.chunks(labels)).map(|(key, row)| (key, row.iter().map(|w| (w / scale).round() as i8).collect()));
    Model::new(labels, bias, scale, rows.filter(|(_, row): &(Feature, Vec<i8>)| row.iter().any(|w| *w != 0)))
}

/// A fixed shuffle (Knuth's linear congruential generator, Fisher and Yates).
fn shuffle(order: &mut [usize], lots: &mut u64) {
    for at in (1..order.len()).rev() {
        *lots = lots.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*lots >> 33) as usize % (at + 1));
    }
}

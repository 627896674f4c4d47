//! What is known of a text while a dialplan is followed: which characters of it a stranger can choose.
//!
//! A value consists of strands, one for each place where something came in from outside. What the dialplan itself
//! wrote into a text is no strand. A text without any is safe wherever it goes.

use std::rc::Rc;

use super::alphabet::{Alphabet, HARMLESS};
use super::trail::{Site, Trail};

/// A text, as far as strangers have a part in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    strands: Vec<Strand>,
}

/// What came from one place.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    /// What it can consist of.
    pub(super) chars: Alphabet,
    /// Place by place, if it is known to be the whole text.
    pub(super) shape: Option<Rc<Shape>>,
    /// Whether the dialplan has been asked if it has such an extension.
    pub(super) looked_up: bool,
    /// Whether the dialplan has written nothing around it yet.
    pub(super) whole: bool,
    /// Where it was read last while it was whole: the place for a filter.
    pub(super) reading: Option<Rc<Reading>>,
    pub(super) trail: Trail,
}

/// Where a text is read, and how that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) site: Site,
    pub(super) text: Box<str>,
}

/// What can stand at each place of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) places: Vec<Alphabet>,
    /// What can follow them, as often as one likes; nothing if `None`.
    pub(super) tail: Option<Alphabet>,
}

/// Most strands of a value. With more, the later ones are as good as the first.
const STRANDS: usize = 4;

/// Two values are the same when strangers can do the same with them, whichever way they took.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Strand, &Strand)| {
            (a.chars, &a.shape, a.looked_up) == (b.chars, &b.shape, b.looked_up)
        };
        self.strands.len() == other.strands.len()
            && self.strands.iter().zip(&other.strands).all(same)
    }
}

impl Eq for Value {}

impl Value {
    /// What a stranger has written.
    pub(super) fn from_outside(shape: Shape, trail: Trail) -> Self {
        let chars = shape.chars();
        let strand = Strand {
            chars,
            shape: Some(Rc::new(shape)),
            looked_up: false,
            whole: true,
            reading: None,
            trail,
        };
        Self {
            strands: vec![strand],
        }
        .each(|_| {})
    }

    pub(super) fn is_clean(&self) -> bool {
        self.strands.is_empty()
    }

    pub(super) fn strands(&self) -> &[Strand] {
        &self.strands
    }

    /// All that strangers can choose.
    pub(super) fn chars(&self) -> Alphabet {
        let chars = self.strands.iter().map(|strand| strand.chars);
        chars.fold(Alphabet::NONE, Alphabet::and)
    }

    /// One of two. Gives whether the first has become more by it.
    pub(super) fn join(&mut self, other: &Self) -> bool {
        let mut grown = false;
        for strand in &other.strands {
            grown |= self.take_in(strand);
        }
        grown
    }

    fn take_in(&mut self, strand: &Strand) -> bool {
        let known = self.strands.iter_mut();
        let mut known = known.filter(|known| known.trail.origin() == strand.trail.origin());
        if let Some(known) = known.next() {
            return known.widen(strand);
        }
        if self.strands.len() < STRANDS {
            self.strands.push(strand.clone());
            return true;
        }
        self.strands[STRANDS - 1].widen(strand)
    }

    /// Both, one behind the other.
    pub(super) fn followed_by(mut self, other: &Self) -> Self {
        self.join(other);
        self.each(|strand| (strand.shape, strand.whole) = (None, false))
    }

    /// The same, having been read there.
    pub(super) fn read(self, site: &Site, text: &str) -> Self {
        if self.is_clean() || text.is_empty() {
            return self;
        }
        // What a function gives back is read where it is used.
        if site.file.is_empty() {
            return self;
        }
        let reading = Rc::new(Reading {
            site: site.clone(),
            text: text.into(),
        });
        self.each(|strand| {
            if strand.whole {
                strand.reading = Some(Rc::clone(&reading));
            }
        })
    }

    /// The same with only these characters left.
    pub(super) fn only(self, allowed: Alphabet) -> Self {
        self.each(|strand| {
            strand.chars = strand.chars.common(allowed);
            strand.shape = strand
                .shape
                .as_ref()
                .map(|shape| Rc::new(shape.only(allowed)));
        })
    }

    /// What an encoding makes of it, which writes these characters.
    pub(super) fn written_with(self, chars: Alphabet) -> Self {
        self.each(|strand| {
            strand.chars = chars;
            strand.shape = None;
        })
    }

    /// The same, of which only these characters are left from the place `from` on.
    pub(super) fn only_from(self, from: usize, allowed: Alphabet) -> Self {
        if from == 0 {
            return self.only(allowed);
        }
        self.each(|strand| {
            let Some(shape) = &strand.shape else {
                return;
            };
            let mut shape = Shape::clone(shape);
            let places = shape.places.iter_mut().skip(from);
            places.for_each(|place| *place = place.common(allowed));
            // What can follow has to begin behind `from` to be known.
            if shape.places.len() >= from {
                shape.tail = shape.tail.map(|tail| tail.common(allowed));
            }
            strand.chars = shape.chars();
            strand.shape = Some(Rc::new(shape));
        })
    }

    /// The same, now that the dialplan has been asked whether it has such an extension.
    pub(super) fn looked_up(self) -> Self {
        self.each(|strand| strand.looked_up = true)
    }

    /// `${NAME:offset:length}`.
    pub(super) fn part(self, offset: i64, length: Option<i64>) -> Self {
        self.each(|strand| {
            let part = strand
                .shape
                .as_ref()
                .and_then(|shape| shape.part(offset, length));
            if let Some(part) = &part {
                strand.chars = part.chars();
            }
            strand.shape = part.map(Rc::new);
        })
    }

    /// The same, having come one step further.
    pub(super) fn at(self, step: impl Fn(&Trail) -> Trail) -> Self {
        self.each(|strand| strand.trail = step(&strand.trail))
    }

    fn each(mut self, change: impl Fn(&mut Strand)) -> Self {
        self.strands.iter_mut().for_each(change);
        self.strands
            .retain(|strand| !strand.chars.except(HARMLESS).is_empty());
        self
    }
}

impl Strand {
    fn widen(&mut self, other: &Self) -> bool {
        let chars = self.chars.and(other.chars);
        let shape = (self.shape.clone()).filter(|shape| Some(shape) == other.shape.as_ref());
        let looked_up = self.looked_up && other.looked_up;
        let grown = (chars, &shape, looked_up) != (self.chars, &self.shape, self.looked_up);
        (self.chars, self.shape, self.looked_up) = (chars, shape, looked_up);
        self.whole &= other.whole;
        grown
    }
}

impl Shape {
    /// Any text of these characters.
    pub(super) fn any(chars: Alphabet) -> Self {
        Self {
            places: Vec::new(),
            tail: Some(chars),
        }
    }

    pub(super) fn chars(&self) -> Alphabet {
        self.named().and(self.tail.unwrap_or_default())
    }

    /// All that can stand at its places, what follows them left out.
    pub(super) fn named(&self) -> Alphabet {
        let places = self.places.iter().copied();
        places.fold(Alphabet::NONE, Alphabet::and)
    }

    /// What somebody could write at its places, digits where that is possible.
    pub(super) fn example(&self) -> String {
        let usual = |place: &Alphabet| b"501".iter().copied().find(|&byte| place.has(byte));
        let any = |place: &Alphabet| place.bytes().find(u8::is_ascii_graphic);
        let places = self.places.iter();
        let bytes = places.filter_map(|place| usual(place).or_else(|| any(place)));
        bytes.map(char::from).collect()
    }

    fn only(&self, allowed: Alphabet) -> Self {
        let places = self.places.iter();
        Self {
            places: places.map(|place| place.common(allowed)).collect(),
            tail: self.tail.map(|tail| tail.common(allowed)),
        }
    }

    /// A part of it, as far as it is known where that begins.
    fn part(&self, offset: i64, length: Option<i64>) -> Option<Self> {
        let whole = self.places.len();
        let start = match usize::try_from(offset) {
            Ok(start) => start,
            // Counted from the end, which is known only if nothing can follow.
            Err(_) if self.tail.is_none() => whole.saturating_sub(offset.unsigned_abs() as usize),
            Err(_) => return None,
        };
        let rest = self.places.get(start..).unwrap_or_default();
        let Some(length) = length else {
            return Some(Self {
                places: rest.to_vec(),
                tail: self.tail,
            });
        };
        let cut_off = length.unsigned_abs() as usize;
        let (places, tail) = match (length < 0, self.tail) {
            (false, _) if cut_off <= rest.len() => (&rest[..cut_off], None),
            (true, None) => (&rest[..rest.len().saturating_sub(cut_off)], None),
            (_, tail) => (rest, tail),
        };
        Some(Self {
            places: places.to_vec(),
            tail,
        })
    }
}

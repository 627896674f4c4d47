//! A value of JSON whose members keep their order.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Debug)]
pub(super) enum Node {
    /// A text, number, truth or nothing.
    Leaf(Value),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Node {
    /// The member or element of that name or index.
    pub(super) fn within(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Leaf(_) => None,
            Self::Array(nodes) => nodes.get(key.parse::<usize>().ok()?),
            // Of several members of one name the last counts.
            Self::Object(members) => {
                let mut members = members.iter().rev();
                members.find(|(name, _)| name == key).map(|(_, node)| node)
            }
        }
    }

    /// The value as a channel variable holds it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Leaf(Value::String(text)) => text.clone(),
            Self::Leaf(Value::Bool(truth)) => if *truth { "1" } else { "0" }.to_owned(),
            Self::Leaf(Value::Null) => String::new(),
            node => {
                let mut printed = String::new();
                node.print(&mut printed);
                printed
            }
        }
    }

    /// Prints it as JSON without blanks.
    fn print(&self, printed: &mut String) {
        match self {
            Self::Leaf(value) => printed.push_str(&value.to_string()),
            Self::Array(nodes) => {
                printed.push('[');
                for (at, node) in nodes.iter().enumerate() {
                    printed.push_str(if at > 0 { "," } else { "" });
                    node.print(printed);
                }
                printed.push(']');
            }
            Self::Object(members) => {
                printed.push('{');
                for (at, (name, node)) in members.iter().enumerate() {
                    printed.push_str(if at > 0 { "," } else { "" });
                    printed.push_str(&Value::from(name.as_str()).to_string());
                    printed.push(':');
                    node.print(printed);
                }
                printed.push('}');
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Leaf(truth.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Leaf(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Leaf(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Leaf(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Leaf(text.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Leaf(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = rows.next_element()? {
            nodes.push(node);
        }
        Ok(Node::Array(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut rows: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = rows.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

//! Publications of event state (RFC 3903): what PUBLISH brings, and for how long.
//!
//! A PUBLISH enters, already authenticated, with the name of the resource it is about; the response
//! and the documents leave. How several documents of one resource become one state is the user's.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::message::{Request, Response};
use crate::subscription::Lifetimes;

/// What a PUBLISH did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// New state.
    Created,
    /// Other state in the place of the former.
    Modified,
    /// The same state, longer.
    Refreshed,
    /// State taken away.
    Removed,
}

/// Why a PUBLISH is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicationError {
    /// 412.
    #[error("no publication has the entity tag `{etag}`")]
    UnknownTag {
        /// The tag.
        etag: String,
    },
    /// 423.
    #[error("lifetime is shorter than {min} s")]
    TooBrief {
        /// Shortest lifetime in seconds.
        min: u64,
    },
    /// 400.
    #[error("a first PUBLISH needs a body and a lifetime")]
    NoBody,
    /// 413.
    #[error("body of {size} octets is larger than {max}")]
    TooLarge {
        /// Its size.
        size: usize,
        /// Largest size.
        max: usize,
    },
    /// 403.
    #[error("more than {max} publications")]
    TooMany {
        /// Most publications of one resource.
        max: usize,
    },
}

impl PublicationError {
    /// What to answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownTag { .. } => 412,
            Self::TooBrief { .. } => 423,
            Self::NoBody => 400,
            Self::TooLarge { .. } => 413,
            Self::TooMany { .. } => 403,
        }
    }
}

/// Largest document, in octets. A rich presence document has one or two thousand.
const MAX_BODY: usize = 16 * 1024;

/// All publications.
#[derive(Debug)]
pub struct Publications {
    lifetimes: Lifetimes,
    max_entries: usize,
    resources: HashMap<String, Vec<Entry>>,
    timers: BTreeSet<(Instant, String, String)>,
    expired: VecDeque<String>,
    random: StdRng,
}

#[derive(Debug)]
struct Entry {
    etag: String,
    content_type: String,
    body: Vec<u8>,
    expires_at: Instant,
}

impl Publications {
    /// A resource has at most `max_entries` publications at once; `seed` feeds the entity tags.
    pub fn new(lifetimes: Lifetimes, max_entries: usize, seed: [u8; 32]) -> Self {
        Self {
            lifetimes,
            max_entries,
            resources: HashMap::new(),
            timers: BTreeSet::new(),
            expired: VecDeque::new(),
            random: StdRng::from_seed(seed),
        }
    }

    /// Takes a PUBLISH for `resource`; gives what it did, and the response (200 with SIP-ETag and
    /// Expires, or the refusal).
    pub fn handle_publish(
        &mut self,
        now: Instant,
        resource: &str,
        request: &Request,
    ) -> (Result<Published, PublicationError>, Response) {
        match self.publish(now, resource, request) {
            Ok((published, etag, lifetime)) => {
                let response = Response::builder(request, 200)
                    .header("SIP-ETag", &etag)
                    .header("Expires", &lifetime.as_secs().to_string());
                (Ok(published), response.build())
            }
            Err(error) => {
                let mut response = Response::builder(request, error.status());
                if let PublicationError::TooBrief { min } = &error {
                    response = response.header("Min-Expires", &min.to_string());
                }
                (Err(error), response.build())
            }
        }
    }

    /// The document published for `resource` last: its Content-Type and body.
    pub fn newest(&self, resource: &str) -> Option<(&str, &[u8])> {
        self.documents(resource).next()
    }

    /// All documents published for `resource`, the one published last first.
    pub fn documents(&self, resource: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let entries = self.resources.get(resource).map_or(&[][..], Vec::as_slice);
        entries
            .iter()
            .rev()
            .map(|entry| (entry.content_type.as_str(), entry.body.as_slice()))
    }

    /// Ends what has expired.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((at, resource, etag)) =
            self.timers.first().filter(|(at, ..)| *at <= now).cloned()
        {
            self.timers.remove(&(at, resource.clone(), etag.clone()));
            self.take(&resource, &etag);
            self.expired.push_back(resource);
        }
    }

    /// When the next publication expires.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, ..)| *at)
    }

    /// A resource one of whose publications expired.
    pub fn poll_expired(&mut self) -> Option<String> {
        self.expired.pop_front()
    }

    fn publish(
        &mut self,
        now: Instant,
        resource: &str,
        request: &Request,
    ) -> Result<(Published, String, Duration), PublicationError> {
        let lifetime = self
            .lifetimes
            .grant(request)
            .ok_or(PublicationError::TooBrief {
                min: self.lifetimes.min.as_secs(),
            })?;
        if request.body.len() > MAX_BODY {
            return Err(PublicationError::TooLarge {
                size: request.body.len(),
                max: MAX_BODY,
            });
        }
        let document = document(request);
        let (published, document) = match request.header("SIP-If-Match") {
            None => (
                Published::Created,
                self.first(resource, lifetime, document)?,
            ),
            Some(etag) => {
                let unknown = || PublicationError::UnknownTag {
                    etag: etag.to_string(),
                };
                let old = self.take(resource, &etag).ok_or_else(unknown)?;
                match document {
                    _ if lifetime.is_zero() => return Ok((Published::Removed, old.etag, lifetime)),
                    Some(document) => (Published::Modified, document),
                    None => (Published::Refreshed, (old.content_type, old.body)),
                }
            }
        };
        let etag = self.put(resource, document, now + lifetime);
        Ok((published, etag, lifetime))
    }

    /// The document of a PUBLISH that refers to no earlier one.
    fn first(
        &self,
        resource: &str,
        lifetime: Duration,
        document: Option<Document>,
    ) -> Result<Document, PublicationError> {
        let count = self.resources.get(resource).map_or(0, Vec::len);
        if count >= self.max_entries {
            return Err(PublicationError::TooMany {
                max: self.max_entries,
            });
        }
        document
            .filter(|_| !lifetime.is_zero())
            .ok_or(PublicationError::NoBody)
    }

    fn put(
        &mut self,
        resource: &str,
        (content_type, body): Document,
        expires_at: Instant,
    ) -> String {
        let etag = format!("{:016x}", self.random.next_u64());
        self.timers
            .insert((expires_at, resource.to_owned(), etag.clone()));
        let entry = Entry {
            etag: etag.clone(),
            content_type,
            body,
            expires_at,
        };
        self.resources
            .entry(resource.to_owned())
            .or_default()
            .push(entry);
        etag
    }

    fn take(&mut self, resource: &str, etag: &str) -> Option<Entry> {
        let entries = self.resources.get_mut(resource)?;
        let at = entries.iter().position(|entry| entry.etag == etag)?;
        let entry = entries.remove(at);
        if entries.is_empty() {
            self.resources.remove(resource);
        }
        self.timers
            .remove(&(entry.expires_at, resource.to_owned(), entry.etag.clone()));
        Some(entry)
    }
}

/// Content-Type without parameters, and body.
type Document = (String, Vec<u8>);

fn document(request: &Request) -> Option<Document> {
    let content_type = request
        .content_type()
        .map(|content_type| content_type.essence);
    (!request.body.is_empty()).then(|| (content_type.unwrap_or_default(), request.body.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Method;
    use crate::transaction::testing;

    struct Scene {
        now: Instant,
        publications: Publications,
        etag: String,
    }

    fn scene() -> Scene {
        let publications = Publications::new(Lifetimes::default(), 2, [1; 32]);
        Scene {
            now: testing::start(),
            publications,
            etag: String::new(),
        }
    }

    impl Scene {
        /// Publishes under the last entity tag, if `matched`, and returns what it did or the
        /// status.
        fn publish(&mut self, matched: bool, expires: &str, body: &str) -> Result<Published, u16> {
            let mut request = testing::request(Method::Publish);
            request.push("Expires", expires);
            request.push("Content-Type", "application/pidf+xml");
            request.body = body.into();
            if matched {
                request.push("SIP-If-Match", &self.etag);
            }
            let (result, response) = self.publications.handle_publish(self.now, "bob", &request);
            if let Some(etag) = response.header("SIP-ETag") {
                self.etag = etag.into_owned();
            }
            assert_eq!(
                response.status,
                result
                    .as_ref()
                    .map_or_else(PublicationError::status, |_| 200)
            );
            result.map_err(|error| error.status())
        }

        fn newest(&self) -> Option<&str> {
            self.publications
                .newest("bob")
                .map(|(_, body)| std::str::from_utf8(body).unwrap())
        }
    }

    #[test]
    fn state_is_created_modified_refreshed_and_removed() {
        let mut scene = scene();
        assert_eq!(scene.publish(false, "60", "a"), Ok(Published::Created));
        assert_eq!(scene.publish(true, "60", "b"), Ok(Published::Modified));
        assert_eq!(scene.newest(), Some("b"));
        assert_eq!(scene.publish(true, "60", ""), Ok(Published::Refreshed));
        assert_eq!(scene.newest(), Some("b"));
        assert_eq!(scene.publish(true, "0", ""), Ok(Published::Removed));
        assert_eq!(
            (scene.newest(), scene.publications.poll_timeout()),
            (None, None)
        );
    }

    #[test]
    fn what_cannot_be_done_changes_nothing() {
        let mut scene = scene();
        assert_eq!(scene.publish(false, "60", ""), Err(400));
        assert_eq!(scene.publish(false, "5", "a"), Err(423));
        assert_eq!(scene.publish(true, "60", "a"), Err(412));
        assert_eq!(
            scene.publish(false, "60", &"x".repeat(MAX_BODY + 1)),
            Err(413)
        );
        assert_eq!(scene.publish(false, "60", "a"), Ok(Published::Created));
        assert_eq!(scene.publish(false, "60", "b"), Ok(Published::Created));
        assert_eq!(scene.publish(false, "60", "c"), Err(403));
        assert_eq!(scene.newest(), Some("b"));
    }

    #[test]
    fn state_ends_by_itself() {
        let mut scene = scene();
        scene.publish(false, "60", "a").unwrap();
        scene.publish(false, "90", "b").unwrap();
        scene
            .publications
            .handle_timeout(scene.now + Duration::from_secs(60));
        assert_eq!(scene.publications.poll_expired().as_deref(), Some("bob"));
        assert_eq!(
            (scene.publications.poll_expired(), scene.newest()),
            (None, Some("b"))
        );
        assert_eq!(
            scene.publications.poll_timeout(),
            Some(scene.now + Duration::from_secs(90))
        );
    }
}

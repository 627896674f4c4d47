//! Chat: accepted, waiting, delivered.

use std::time::SystemTime;

use crate::change::Change;
use crate::chat::{MAX_WAITING, Message, MessageId, check_text};
use crate::community::Community;
use crate::destination::Destination;
use crate::name::SkypeName;
use crate::refusal::Refusal;

impl Community {
    /// Accepts a message. It has its number from now on; it is sent when the change is applied.
    pub fn send_chat(
        &mut self,
        now: SystemTime,
        from: &SkypeName,
        to: &SkypeName,
        text: &str,
    ) -> Result<Vec<Change>, Refusal> {
        check_text(text)?;
        self.require(from)?;
        self.require(to)?;
        if self.has_blocked(to, &Destination::Member(from.clone())) {
            return Err(Refusal::Blocked {
                from: from.clone(),
                to: to.clone(),
            });
        }
        if self
            .tables
            .waiting
            .get(to)
            .is_some_and(|row| row.len() >= MAX_WAITING)
        {
            return Err(Refusal::MailboxFull { to: to.clone() });
        }
        self.last_message = MessageId(self.last_message.0 + 1);
        Ok(vec![Change::ChatStored(Message {
            id: self.last_message,
            from: from.clone(),
            to: to.clone(),
            text: text.to_owned(),
            at: now.into(),
        })])
    }

    /// Messages that wait for a member, oldest first: what a client gets when it registers.
    pub fn waiting_chats(&self, to: &SkypeName) -> impl Iterator<Item = &Message> {
        self.tables
            .waiting
            .get(to)
            .into_iter()
            .flat_map(|row| row.values())
    }

    /// A client has taken a message. Nothing happens when another did before.
    pub fn chat_delivered(&self, to: &SkypeName, id: MessageId) -> Vec<Change> {
        if self
            .tables
            .waiting
            .get(to)
            .is_some_and(|row| row.contains_key(&id))
        {
            return vec![Change::ChatDelivered { to: to.clone(), id }];
        }
        Vec::new()
    }
}

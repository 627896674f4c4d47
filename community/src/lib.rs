//! Accounts, buddies, presence and chat.

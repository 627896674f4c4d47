//! The SIP, Skype and Local channel drivers.

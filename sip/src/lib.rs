//! SIP messages, transactions, dialogs, digest and registrar, without sockets.

//! RTP, SDP, jitter buffer, codecs and bridging, without sockets.

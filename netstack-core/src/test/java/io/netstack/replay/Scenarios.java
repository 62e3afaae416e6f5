package io.netstack.replay;

import java.util.List;
import java.util.stream.Stream;

/** The recordings by name, so that none can go missing unseen. */
public final class Scenarios {

    /** About listening, and everything else that must be equal to the window field. */
    public static final List<String> LISTENING = List.of(
        "abort_on_overflow_syn_dropped",
        "backlog_0_syn_overflow",
        "backlog_1_syn_overflow",
        "backlog_1_syn_overflow_cookies2",
        "backlog_2_syn_overflow",
        "backlog_negative",
        "bad_checksum",
        "closed_port",
        "defer_accept",
        "dup_third_ack",
        "ecn_0",
        "ecn_2",
        "ecn_cookies2",
        "half_open_and_accept_queue_are_separate",
        "handshake_basic",
        "listen_flag_matrix",
        "listener_close_with_queues",
        "many_interleaved",
        "options_matrix",
        "options_matrix_all_off",
        "relisten",
        "rst_before_accept",
        "rst_in_synrecv",
        "stray_ack_cookies1_no_overflow",
        "syn_bad_addresses",
        "syn_retransmit_synrecv",
        "syn_retransmit_vs_synack_timer",
        "syn_with_data",
        "synack_rtx_late_ack",
        "synack_rtx_retries_0",
        "synack_rtx_retries_1",
        "synack_rtx_retries_2",
        "synack_rtx_retries_5",
        "syncookie_ack_at_full_accept_queue",
        "syncookies2_bad_cookie",
        "syncookies2_handshake_nots",
        "syncookies2_handshake_ts",
        "syncookies2_mss_table",
        "synflood_max_syn_backlog_cookies",
        "synflood_max_syn_backlog_nocookies",
        "synq_full_cookies1_backlog3",
        "synq_full_nocookies_backlog0",
        "synq_full_nocookies_backlog3",
        "synq_old_requests_pruned",
        "third_ack_bad_acknum",
        "third_ack_overflow_abort",
        "third_ack_overflow_drop",
        "third_ack_overflow_recover",
        "third_ack_variants");

    /** About what comes after: data, retransmission, closing. */
    public static final List<String> DATA = List.of(
        "data_rto",
        "data_rto_small",
        "delayed_ack_and_sack",
        "established_rfc5961",
        "fin_retransmit",
        "handshake_no_options_server_close",
        "zero_window");

    private Scenarios() {
    }

    /** All of them. */
    public static List<String> all() {
        return Stream.concat(LISTENING.stream(), DATA.stream()).toList();
    }
}

import GRPCCore

/// A file of `Interop/hostile/scenarios`, with the scenarios of it in which the tool is the server.
struct HostileTheme: Sendable {
    var name: String
    var answers: [HostileAnswer]
}

extension HostileTheme {
    static let all = [calls, floods, flow, hpackBlocks, lifecycle, malformed, messages, responses, statuses, resets]

    static let calls = HostileTheme(name: "calls", answers: [.tolerated("nothing_hostile")])

    static let floods = HostileTheme(
        name: "floods",
        answers: [
            .either("ping_flood"), .either("ping_flood_unread"), .either("ping_answers_unasked"),
            .either("settings_flood"), .either("settings_flood_unread"), .either("empty_data_flood"),
            .either("padding_flood"), .either("window_update_flood"), .either("priority_flood"),
            .ended("continuation_flood"), .ended("continuation_empty_flood"),
            HostileAnswer(
                scenario: "header_list_too_large",
                expectation: .fails(HostileAnswer.lost + [.resourceExhausted]),
                next: .either
            ),
            HostileAnswer(
                scenario: "hpack_bomb",
                expectation: .fails(HostileAnswer.lost + [.resourceExhausted]),
                next: .either
            ),
        ]
    )

    static let flow = HostileTheme(
        name: "flow",
        answers: [
            .tolerated("zero_window"),
            .failed("zero_window_forever", .deadlineExceeded, timeout: .seconds(1)),
            .tolerated("connection_window_used_up"), .tolerated("negative_window"), .tolerated("dribbled_window"),
            .tolerated("smallest_frames"), .tolerated("largest_settings"), .tolerated("no_header_table"),
            .tolerated("one_stream_at_a_time", calls: 16), .tolerated("no_stream_for_a_while"),
        ]
    )

    static let hpackBlocks = HostileTheme(
        name: "hpack_blocks",
        answers: [
            .ended("hpack_index_zero"), .ended("hpack_index_beyond"), .ended("hpack_index_huge"),
            .ended("hpack_name_index_beyond"), .ended("hpack_integer_endless"), .ended("hpack_string_beyond"),
            .ended("hpack_string_huge"), .ended("hpack_field_cut"), .ended("hpack_huffman_padding"),
            .ended("hpack_huffman_zeros"), .ended("hpack_huffman_end"), .ended("hpack_table_too_large"),
            .ended("hpack_table_size_late"), .tolerated("hpack_table_emptied"),
            .tolerated("hpack_entry_larger_than_table"), .tolerated("hpack_never_indexed"),
        ]
    )

    static let lifecycle = HostileTheme(
        name: "lifecycle",
        answers: [
            .ended("settings_not_first"), .ended("answers_http1"), .ended("closes_at_once"),
            HostileAnswer(
                scenario: "server_silent",
                expectation: .fails([.deadlineExceeded]),
                next: .fails,
                timeout: .seconds(1)
            ),
            HostileAnswer(
                scenario: "half_of_settings",
                expectation: .fails([.deadlineExceeded]),
                next: .fails,
                timeout: .seconds(1)
            ),
            HostileAnswer(scenario: "goaway_gentle", expectation: .succeeds, next: .fails),
            HostileAnswer(scenario: "goaway_announced", expectation: .succeeds, next: .fails),
            HostileAnswer(scenario: "goaway_refusing", expectation: .fails([.unavailable]), next: .fails),
            HostileAnswer(
                scenario: "goaway_calm",
                expectation: .fails([.unavailable, .resourceExhausted]),
                next: .fails
            ),
            .ended("closes_in_the_middle"),
        ]
    )

    static let malformed = HostileTheme(
        name: "malformed",
        answers: [
            .ended("settings_length"), .ended("settings_ack_with_payload"), .ended("settings_on_stream"),
            .ended("settings_push"), .ended("settings_window"), .ended("settings_frame_size_tiny"),
            .ended("settings_frame_size_huge"), .ended("ping_length"), .ended("ping_on_stream"),
            .ended("window_update_length"), .ended("window_update_zero"), .ended("window_update_overflow"),
            .ended("window_update_on_idle"), .ended("rst_stream_length"), .ended("rst_stream_on_zero"),
            .ended("rst_stream_on_idle"), .ended("goaway_length"), .ended("goaway_on_stream"), .ended("data_on_zero"),
            .ended("data_on_idle"), .ended("data_padding_too_long"), .ended("data_padding_missing"),
            .ended("headers_on_zero"), .ended("headers_padding_too_long"), .ended("headers_priority_missing"),
            .ended("priority_on_zero"), .ended("continuation_alone"), .ended("continuation_on_other_stream"),
            .ended("continuation_interrupted"), .ended("continuation_interrupted_by_unknown"),
            .ended("continuation_too_large"), .ended("frame_too_large"), .ended("frame_length_lie"),
            .ended("push_promise"), .ended("settings_push_by_server"), .ended("settings_window_overflow"),
            HostileAnswer(
                scenario: "window_update_zero_on_stream",
                expectation: .fails(HostileAnswer.lost),
                next: .either
            ),
            HostileAnswer(
                scenario: "window_update_overflow_on_stream",
                expectation: .fails(HostileAnswer.lost),
                next: .either
            ),
            .either("priority_length"), .tolerated("unknown_frames"), .tolerated("unknown_flags"),
            .tolerated("unknown_settings"), .tolerated("priority_frames"),
            .tolerated("headers_with_priority_and_padding"), .tolerated("data_padded"), .either("settings_ack_unasked"),
        ]
    )

    /// The codes are those of gRPC's description, where it has one.
    static let messages = HostileTheme(
        name: "messages",
        answers: [
            .failed("message_length_lie", .resourceExhausted), .failed("message_length_largest", .resourceExhausted),
            .failed("message_cut", .internalError, .unknown), .failed("message_header_cut", .internalError, .unknown),
            .failed("message_flag_unknown", .internalError),
            .failed("message_compressed_without_encoding", .internalError),
            .failed("message_not_protobuf", .internalError, .invalidArgument, .unknown),
            .failed("message_missing", .internalError, .unimplemented),
            .failed("message_twice", .internalError, .unimplemented),
            .failed("message_encoding_unknown", .unimplemented, .internalError),
            .tolerated("message_gzip"), .tolerated("message_gzip_not_used"),
            .failed("message_gzip_garbage", .internalError), .failed("message_gzip_cut", .internalError),
            .failed("message_gzip_bomb", .resourceExhausted), .failed("message_too_large", .resourceExhausted),
            .failed("message_length_lie_open", .resourceExhausted), .tolerated("message_in_pieces"),
        ]
    )

    static let responses = HostileTheme(
        name: "responses",
        answers: [
            .failed("answer_upper_case", .internalError, .unknown),
            .failed("answer_status_missing", .internalError, .unknown),
            .failed("answer_status_not_a_number", .internalError, .unknown),
            .failed("answer_status_twice", .internalError, .unknown),
            .failed("answer_status_late", .internalError, .unknown),
            .failed("answer_pseudo_header", .internalError, .unknown),
            .failed("answer_connection", .internalError, .unknown),
            .failed("answer_value_line_end", .internalError, .unknown),
            .failed("interim_with_end", .internalError, .unknown), .tolerated("interim"),
            .failed("data_first", .internalError, .unknown), .failed("trailers_missing", .internalError, .unknown),
            .failed("trailers_without_end", .internalError, .unknown),
            .failed("trailers_with_pseudo_header", .internalError, .unknown),
            .failed("trailers_without_status", .internalError, .unknown), .failed("failure_after_message", .aborted),
            HostileAnswer(scenario: "data_after_trailers", expectation: .succeeds, next: .either),
            HostileAnswer(scenario: "headers_after_trailers", expectation: .succeeds, next: .either),
            .ended("headers_on_idle"), .ended("headers_on_even"), .tolerated("reset_after_trailers"),
            .failed("answer_before_the_request_ends", .invalidArgument),
        ]
    )

    /// Answers without a status of gRPC, and with odd ones.
    static let statuses = HostileTheme(
        name: "statuses",
        answers: [
            .failed("http_400", .internalError), .failed("http_401", .unauthenticated),
            .failed("http_403", .permissionDenied), .failed("http_404", .unimplemented),
            .failed("http_429", .unavailable), .failed("http_500", .unknown), .failed("http_502", .unavailable),
            .failed("http_503", .unavailable), .failed("http_504", .unavailable), .failed("only_trailers", .notFound),
            .failed("only_trailers_ok", .internalError, .unimplemented),
            .failed("only_trailers_without_status", .unknown, .internalError),
            .failed("status_not_a_number", .unknown, .internalError), .failed("status_unknown", .unknown),
            .failed("status_huge", .unknown, .internalError), .failed("status_negative", .unknown, .internalError),
            .failed("message_escapes", .internalError), .failed("message_not_utf8", .internalError),
            .failed("content_type_of_answer", .unknown, .internalError),
        ]
    )

    /// gRPC's table of what a reset means; the last two are not in it.
    static let resets = HostileTheme(
        name: "resets",
        answers: [
            .failed("reset_no_error", .internalError), .failed("reset_protocol_error", .internalError),
            .failed("reset_internal_error", .internalError), .failed("reset_flow_control_error", .internalError),
            .failed("reset_settings_timeout", .internalError), .failed("reset_frame_size_error", .internalError),
            .failed("reset_refused_stream", .unavailable), .failed("reset_cancel", .cancelled),
            .failed("reset_compression_error", .internalError), .failed("reset_connect_error", .internalError),
            .failed("reset_enhance_your_calm", .resourceExhausted),
            .failed("reset_inadequate_security", .permissionDenied),
            .failed("reset_stream_closed", .unknown, .internalError),
            .failed("reset_http_1_1_required", .unknown, .internalError),
            .failed("reset_unknown_code", .unknown, .internalError),
        ]
    )
}

extension HostileTheme: CustomStringConvertible {
    var description: String { name }
}

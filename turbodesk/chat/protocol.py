"""The rules of the wire that the program keeps, in one place: what "(protocol, 1.2)" in a comment refers to.

This module holds no code. It is the reference for whoever changes what is sent or read: each rule has a number, and
code that follows one cites it. `tests/test_architecture.py` sees to it that every number cited stands here.

Where a rule comes from is in brackets: *documented* in the provider's public reference of the Messages API, seen in
the *client* library that the provider publishes (`anthropic` on PyPI, whose types judge our bodies in
`tests/gateway/test_official.py`), *gateway* for the documentation of TheTurbo's gateway, *reported* in public issue
threads of programs that use it, *assumed* where nobody says and we chose. None of it was tried against the live
gateway.

1.0 Endpoint and version
    `POST {address}/v1/messages` with `x-api-key`, or `Authorization: Bearer` where that is refused [reported], JSON in,
    server-sent events out. `anthropic-version: 2023-06-01`: the newer 2026-10-21 refuses temperature, top p and top k
    for every model [documented]. Unknown values of `anthropic-beta` are refused, so none is sent unasked [reported].

1.1 The body
    Unknown keys are refused ("Extra inputs are not permitted"), so bodies are made from an allow-list [documented].
    Each extra of the API may be refused by a gateway; one that is named in a refusal is left out and remembered
    [assumed]. A stop sequence must not be blank [reported]. `metadata.user_id` has 256 characters at most [reported].
    A blank system prompt is left out: an empty text block is refused [reported].

1.2 Messages and blocks
    No empty or blank text block. The first message is a person's. Every `tool_use` is answered by a `tool_result` in
    the very next message, before anything else there. Thinking goes back as it came, with its signature, or not at
    all; a turn that uses tools under manual thinking begins with its thought. A picture has 5 MB at most, counted in
    base64; its media type must be that of its bytes. Pictures and documents stand before the words that ask about
    them; several pictures are numbered [documented; the wording of refusals reported]. Citations are asked for on every
    document of a request or on none [documented]; a reply goes back with its citations as long as all documents
    do [assumed].

1.3 Building a history
    Blank text is dropped, messages left empty are dropped, neighbours of one role are merged; a reply that was broken
    off keeps its whole blocks and its text, and loses a tool call without its end and a thought without its
    signature [documented and assumed].

1.4 Sampling
    Top p goes from 0 to 1. So does temperature for Claude models; the gateway documents up to 2, as other models take
    it, so what a person sets is sent as set, and as 1 once a model has refused more. Models of the generation 4.5 and
    4.6 take one of the two, not both; from Opus 4.7 on none. With thinking on, temperature stays unset and top p lies
    from 0.95 to 1; top k is refused [documented, reported].

1.5 Thinking
    `enabled` with a budget (at least 1,024 tokens, below `max_tokens`) up to 4.5; both ways in 4.6; `adaptive` alone
    from 4.7 on, where the text is withheld unless `display: summarized` is asked for. Thinking of another model's
    turn is left out. Newer models bind a thought to all that was said before it: after an edit, what follows is
    sent without its thoughts. A forced choice of tools does not go with manual thinking, and Opus 5.5, Sonnet 5.5,
    Fable 5.1 and Mythos 5.1 refuse it altogether [documented].
    Up to 4.8 a model thinks only when told to. From 5 on it thinks unless it is told not to: by `disabled` (Opus 5,
    Sonnet 5, Haiku 5.5), by `between_tools` (Sonnet 5.5, which goes on making notes between tools), both refused
    above high effort; Fable, Mythos and Opus 5.5 refuse either and always think [documented]. The thoughts of the 5.5
    models, Fable 5.1 and Mythos 5.1 and newer are bound to the conversation, those of some to the account as well
    [documented]; a gateway with several accounts keeps a conversation on one, not its copy [gateway].

1.6 Effort
    `output_config.effort`: low to high from Opus 4.5 on, max from 4.6, xhigh from 4.7. Unasked it is high, medium for
    Opus 5.5 and Haiku 5.5 [documented]. Sending the default is the same
    as sending nothing; a change of effort or of thinking spoils the cached beginning [documented].

1.7 Tools
    A name has 1 to 64 of letters, digits, underscore and hyphen. Fields after `input_schema` are newer than the
    gateways and are not sent. A history that uses tools without defining them is refused [documented, reported].
    A result is text, or texts and pictures of the four kinds, none of it blank; of one that says it is an error, text
    alone is taken [reported].

    The provider knows some tools by their type and runs none of them itself: `{"type": "memory_20250818", "name":
    "memory"}` is notes in files under `/memories`, with the commands `view` (`path`, `view_range`), `create` (`path`,
    `file_text`), `str_replace` (`path`, `old_str`, `new_str`), `insert` (`path`, `insert_line` from 0, `insert_text`),
    `delete` (`path`) and `rename` (`old_path`, `new_path`) [documented, client]. It has no description and no schema.

    A search of the web (`web_search_20260318`, `_20260209`, `_20250305`) and the reading of pages
    (`web_fetch_20260318`, `_20260309`, `_20260209`, `_20250910`) are tools of the provider's own. Both take
    `max_uses`, and `allowed_domains` or `blocked_domains`, not both: hosts in ASCII without a scheme, with a path or
    not, each with all below it. A search takes `user_location` ("approximate": city, region, two letters of the
    country, time zone), the reading of pages `max_content_tokens` and `citations` [documented, client]. From 2026 on
    models of 4.6 and later call them from code in a container unless `allowed_callers` is `direct`; older models
    refuse that [documented, reported]. The oldest reading of pages was once asked for with the beta
    `web-fetch-2025-09-10` [documented]. What is found comes sealed and goes back as it came [documented]; whether
    another account can open it nobody says, so what is refused of it is left out [assumed]. No provider behind
    Bedrock has any of this [documented]. Pages that are not in the chat or in what was found are not read.

1.8 Prompt caching
    At most four marks; each caches all up to and including its block, in the order tools, system, messages. A mark is
    found again within 20 blocks. Five minutes or an hour, refreshed by use; beginnings below the model's least length
    (512 to 4,096 tokens) are not cached, without a word. The mark at the top of the body is refused by some providers,
    so marks stand on blocks [documented]. What was kept is found again only behind the same tools, system prompt and
    messages, of the same model; thinking, effort and the choice of a tool are part of it, and the time counts from the
    beginning of the request [documented]. `diagnostics.previous_message_id` has the provider compare two requests that
    both carry `diagnostics`, and say `cache_miss_reason` in the message; its own ids only, not those of the clouds that
    resell it, and of the same organization: behind a gateway with several accounts it may find nothing [documented].

1.9 Answers in JSON
    `output_config.format` with a JSON schema holds an answer to it, from 4.5 on; objects name all their properties and
    allow no others; the answer is still text, and may be cut by the limit of tokens or refused [documented]. Gateways
    that do not know the field refuse it, and the same is asked for in words [assumed].

1.10 Lengths of replies
    8,192 tokens by default, 16,000 to 32,000 with thinking, 64,000 at the two highest efforts, as the provider
    advises for these [documented]; never above the model's own limit, which is refused.

1.11 Speed
    `speed: fast` for Opus 5.5, Fable 5.2 and Mythos 5.2, without a beta header, at twice the price; `usage.speed` says
    what came. A change of speed spoils the cached beginning. Only the provider's own service has it, so a gateway that
    goes elsewhere refuses it [documented]; older models want a header that gateways refuse, so it is not offered for
    them [assumed]. Where nothing says what came, the fast price is counted [assumed].

1.12 System messages in mid-conversation
    Newer models take `role: system` after a person's turn, so that a changed system prompt need not spoil the cached
    beginning [documented]. Not used: what was there before would still be sent and read, where a person who changes
    their instructions means the old ones to be gone; and they are refused by some of the providers behind a gateway,
    so that one chat would be told different things from turn to turn [assumed].

1.13 Compaction
    `compaction: {"type": "summarize", "instructions"}` with the beta `compact-2026-09-04` has the provider sum up
    `messages`; the answer is one `compaction` block with `content`, `signature` and more, stop reason `compaction`,
    which goes back unchanged as the first block of the conversation, in place of what it sums up; there may be one only
    [documented]. Its deltas set `content` and `encrypted_content`. It may be refused anywhere, and its signature by
    another account than the one that wrote it [assumed]; then the summary goes as words.

2.2 Pieces
    A block starts, grows by deltas and stops; the counts in `message_delta` replace those before them, key by key
    [documented]: the output in `message_start`, usually 1, is only where the count begins [reported]. Servers that are
    not the provider's leave fields null or out, call all blocks by one number, and cut a character between two deltas
    [reported].

2.3 What streams may bring
    Unknown events, blocks, deltas and stop reasons are kept or passed over and never end a reply. `message_stop` is
    the end; the end of the connection without it is a reply cut off. A tool call's JSON may be cut by the limit of
    tokens. A gateway may answer a stream request with plain JSON [documented, reported]. A value of another type than
    the protocol's, a number without end or nesting beyond 64 levels makes an event garbled, and ends the reply; so do
    16 MB in one event, 32 MB in one message, 128 MB, 10,000 blocks or 16 million characters in a reply [assumed].

2.4 Going on with a reply
    Up to 4.5 a reply is continued by sending it as the last message (prefill), without blanks at its end and without
    thinking; newer models refuse that and are asked to carry on [documented].

2.5 Stop reasons
    `pause_turn`: a gateway that runs tools itself wants its reply back as it is, to go on. Others end the turn
    [documented].

3.3 Errors
    There is no one shape: the protocol's own, another protocol's, a provider's, one packed as text into another, or a
    page of HTML. The sentence is looked for in `error.message`, `message`, `detail`, `msg`, then in the text
    [reported].

3.5 Retries and patience
    As the provider's client does: connection errors, 408, 409, 429 and 5xx are tried again, twice at most, after
    `retry-after` or half a second doubled each time up to 8 s, less up to a quarter at random; `x-should-retry`
    overrides. Never after a reply has begun. A wait of more than a minute is told instead. A busy model may be silent
    for minutes: 600 s between two bytes, TCP keep-alive after 60 s. A request of more than 21,333 tokens must be
    streamed, since it could take longer than ten minutes [client].

5 Limits
    A request has 32 MB, 20 MB at the smallest provider behind a gateway. A picture has 8,000 pixels a side, 2,000 in a
    request of more than 20; a gateway that wants them smaller gets them within 1,568 [assumed], and the wish to have
    them made smaller there (`transformations`) need not be sent, being what is done unasked [client]. More pixels than
    a model's own edge (1,568, 2,576 from 4.7 on) gain nothing. 100 pictures or PDF pages with 200,000 tokens of
    context, 600 with a million. A picture costs a token for each 28 by 28 pixels, a page of a PDF 1,500 to 3,000.
    Letters of most scripts come 3.5 to 4 to a token, a Chinese one about 1 [documented, the last assumed]. A list of
    models has up to 1,000 a page [client].

6 Prices
    The provider's list prices in US dollars per million tokens, in `resources/models.toml`; writing to the cache costs
    1.25 times the input for five minutes and twice for an hour, reading a tenth [documented]. A gateway's own prices
    may differ. Haiku 5.5 costs five times as much where a request has more than 100,000 tokens of input, all of it and
    the reply [assumed]. 1,000 searches of the web cost 10 dollars beside the tokens of what they find, pages read
    nothing but tokens [documented].

6.1 Lifecycle
    A model is announced as deprecated at least 60 days before it goes [documented]. `lifecycle` in a list of models
    (active, deprecated, retired) is the signal: a past day on a deprecated model means that its retirement is overdue,
    not that it has occurred [client].

6.2 Models nobody knows
    An id that is newer than a known one of its line (opus, sonnet, haiku, fable, mythos) is taken to do what that one
    does and to cost the same, and each value taken so is marked; of an unknown line it is taken for the dearest known
    model [assumed]. The provider's list of models says: do not infer a line from the id; ours does so only where
    nothing tells more, and what a list tells goes before it.
    Any other id in no catalogue gets the safe rules: no prefill, no thinking set by us, 200,000 tokens of context,
    64,000 of output; a person may say otherwise. Behind a gateway it may be any maker's, so temperature and top p are
    sent where a person sets them, until they are refused [assumed].

7 The gateway
    `X-Conversation-Id`, one stable random value a conversation, keeps requests on one account, so that the provider's
    cache hits; a new one for a fork. It goes to this gateway only, and where a person adds it: llama.cpp's server takes
    it for the wish to come back, and goes on writing when the connection is closed. `GET /v1/models` answers in another
    protocol's shape, documented for `Authorization: Bearer` [gateway, reported].

8 The checklist
    `tests/app/test_checklist.py` names every behaviour a careful client has, and the test that shows it.
"""

// Generated from the OpenAPI schema by `npm run schema`. Do not edit.

export interface paths {
    "/api/v1/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Who invites, to where, and as what. */
        get: operations["received_invitations_retrieve"];
        put?: never;
        /** @description Join the organization. */
        post: operations["received_invitations_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The signed-in person with all memberships. */
        get: operations["me_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Change one's own name or time zone. */
        patch: operations["me_update"];
        trace?: never;
    };
    "/api/v1/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One's own usable tokens, newest first. */
        get: operations["tokens_list"];
        put?: never;
        /** @description Make a token; its secret is in this answer only. Needs a session: a token makes no tokens. */
        post: operations["tokens_create"];
        /** @description End all one's own tokens at once, as after a change of the password. */
        delete: operations["tokens_destroy_all"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Revoke the token at once. */
        delete: operations["tokens_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One's own organizations by name. */
        get: operations["organizations_list"];
        put?: never;
        /** @description A personal space on plan free, for somebody who has none. */
        post: operations["organizations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The organization as this member sees it. */
        get: operations["organizations_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Owners change the name and settings. */
        patch: operations["organizations_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Events, newest first, for owners and auditors. */
        get: operations["audit_events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connector-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whether the member may add a custom connector from here, and why not. */
        get: operations["connector_actions_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connector-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The newest first. */
        get: operations["connector_requests_list"];
        put?: never;
        /** @description Ask for a listing; asking again while it is open changes the reason. */
        post: operations["connector_requests_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connector-requests/{connector_request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Approve it, which enables the connector, or dismiss it (owners); withdraw one's own. */
        patch: operations["connector_requests_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What is enabled, by name, with one's own accounts. */
        get: operations["connectors_list"];
        put?: never;
        /** @description Enable a listing, or add a server by name and address. */
        post: operations["connectors_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The connector with one's own accounts. */
        get: operations["connectors_retrieve"];
        put?: never;
        post?: never;
        /** @description Disable it for everyone: all accounts there are disconnected. */
        delete: operations["connectors_destroy"];
        options?: never;
        head?: never;
        /** @description Rename it, or change the client id of a custom one and the sign-in server that it is for. */
        patch: operations["connectors_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Delete them all, as after a consent that was withdrawn; their links die, running turns stop. */
        delete: operations["connector_chats_destroy_all"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One's own, the oldest first. */
        get: operations["connections_list"];
        put?: never;
        /** @description Connect an account: send the browser to `authorization_url`, it comes back to `return_to`. */
        post: operations["connections_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The account. */
        get: operations["connections_retrieve"];
        put?: never;
        post?: never;
        /** @description Disconnect it: unusable at once, its tokens revoked and deleted. */
        delete: operations["connections_destroy"];
        options?: never;
        head?: never;
        /** @description Give it another label. */
        patch: operations["connections_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The text, what can be chosen, and what was given. */
        get: operations["consents_retrieve"];
        /** @description Give it, before connecting. Choosing less than before ends the accounts that have more access. */
        put: operations["consents_update"];
        post?: never;
        /** @description Withdraw it: one's accounts there are disconnected, their tokens revoked and deleted. */
        delete: operations["consents_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/diagnosis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Try addresses, sign-in server, client id and secret; what passes is available from now on. */
        post: operations["connectors_diagnosis"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What the service wants, and what was entered of it; of a custom connector nothing. */
        get: operations["setups_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Enter it. It is a draft until the diagnosis passes; accounts that are connected go on. */
        patch: operations["setups_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/tool-refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ask the server with one's own accounts what it offers them now; new and changed tools wait for an owner. */
        post: operations["tool_refreshes_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/tool-reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What waits for an owner or was refused by one, beside the accepted version (owners). */
        get: operations["tool_reviews_list"];
        put?: never;
        /** @description Accept or refuse exactly these versions (owners); when one has changed since, none. */
        post: operations["tool_reviews_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The newest definition of each, with the levels that decide for the asking member. */
        get: operations["tools_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * @description Set the level for everyone (owners) or for oneself, or say what a custom connector's tool does (owners).
         *
         *     Answers the tools that it concerns.
         */
        patch: operations["tools_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/connectors/{connector_id}/tools/{name}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Let it out of quarantine, or refuse it (owners). */
        post: operations["tools_review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List one's own conversations. */
        get: operations["conversations_list"];
        put?: never;
        /**
         * @description Make a conversation, with connectors switched on and a first message if they are given: all or nothing.
         *
         *     With a message the answer has `message` and `turn` too, and can be had as events, as when one is sent later.
         */
        post: operations["conversations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read it. */
        get: operations["conversations_retrieve"];
        put?: never;
        post?: never;
        /** @description Delete it; its links die, a running turn stops. */
        delete: operations["conversations_destroy"];
        options?: never;
        head?: never;
        /** @description Rename, move or change tool access. */
        patch: operations["conversations_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every enabled connector with its state here and, where it can't be switched on, the reason. */
        get: operations["toggles_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/connectors/{connector_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Switch the connector on (with one's own connection) or off. */
        put: operations["toggles_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/designs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every design of one's conversation, the oldest first. */
        get: operations["designs_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read the messages, oldest first unless `order` says otherwise. */
        get: operations["messages_list"];
        put?: never;
        /**
         * @description Send a message; a worker answers it, watch the turn's events.
         *
         *     With `Accept: text/event-stream` they follow at once, after a first event `message.sent` with this JSON. The
         *     same text again while it is being answered gets the turn that answers it.
         */
        post: operations["messages_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/notices/{notice_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description It has been seen; doing it twice changes nothing. */
        delete: operations["notices_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List the links that work. */
        get: operations["shares_list"];
        put?: never;
        /** @description Make a link for the organization or for anyone; refused as rules.md section 5 says. */
        post: operations["shares_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation_id}/sharing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Who it can be shared with, and if not, which answers hold which connector's content. */
        get: operations["sharing_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/designs/{design_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read it with its pages, in its newest version or an older one. */
        get: operations["designs_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/designs/{design_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Download it as PPTX, PDF or PNG (several pages: a ZIP archive of pictures). */
        get: operations["design_files_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/designs/{design_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Keep changed texts, or an older version's content, as the newest version. */
        post: operations["design_versions_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The reviewed entries by name, each with its state and why it can't be used, if so. */
        get: operations["listings_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/directory/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What it is for, reads and writes, who can use it, and what the member may do with it. */
        get: operations["listings_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Pending invitations, newest first, for those who manage members. */
        get: operations["invitations_list"];
        put?: never;
        /** @description Invite a person by e-mail; the link is mailed, and in this answer only. */
        post: operations["invitations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Take an invitation back. */
        delete: operations["invitations_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The members by the time they joined. */
        get: operations["members_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A colleague. */
        get: operations["members_retrieve"];
        put?: never;
        post?: never;
        /** @description Remove a member, or leave: connections are revoked, running turns stop, links die. */
        delete: operations["members_destroy"];
        options?: never;
        head?: never;
        /** @description Give another role; `primary_owner` hands the role over and needs `confirm_email`. */
        patch: operations["members_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Public projects and those one was invited into, by name. */
        get: operations["projects_list"];
        put?: never;
        /** @description Make a project, private unless asked otherwise. */
        post: operations["projects_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The project as this member sees it. */
        get: operations["projects_retrieve"];
        put?: never;
        post?: never;
        /** @description Delete the project with everything in it. */
        delete: operations["projects_destroy"];
        options?: never;
        head?: never;
        /** @description Change name, instructions or visibility. */
        patch: operations["projects_update"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/projects/{project_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The invited members by the time they were added. */
        get: operations["project_members_list"];
        put?: never;
        /** @description Invite a colleague into the project. */
        post: operations["project_members_create"];
        /** @description Take a colleague out of the project, or leave it. */
        delete: operations["project_members_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Kill the link. */
        delete: operations["shares_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/standing-approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List one's own. */
        get: operations["standing_approvals_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/standing-approvals/{standing_approval_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Ask again from now on. */
        delete: operations["standing_approvals_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List calls, newest first; `status=awaiting_approval` are those that wait for a decision. */
        get: operations["tool_calls_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{tool_call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read it. */
        get: operations["tool_calls_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{tool_call_id}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Go on without it: the call fails, and the turn goes on. */
        post: operations["tool_calls_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{tool_call_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Allow once, always allow, or deny; `arguments` replaces what would be sent. */
        post: operations["tool_calls_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{tool_call_id}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Answer each question by its key: accept (a form with its `content`), decline or cancel. */
        post: operations["tool_calls_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{tool_call_id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description It happened, try again, or skip it. */
        post: operations["tool_calls_settle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Where it stands, with all its calls. */
        get: operations["turns_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn_id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Stop the turn; stopping one that is over changes nothing. */
        post: operations["turns_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn_id}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Let a turn that failed, or whose answer was cut, go on from its last kept step; watch its events. */
        post: operations["turns_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Open a link; one and the same 404 when it does not work. */
        get: operations["shared_conversations_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What happens in the turn, as it happens; `Last-Event-ID` goes on after a break. */
        get: operations["turn_events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One's own account, to choose from. */
        Account: {
            /** Format: uuid */
            id: string;
            status: string;
            label: string;
            account: string;
        };
        /** @enum {string} */
        ActionEnum: "accept" | "decline" | "cancel";
        /** @description The connector with its tools: what a custom server showed when it was asked counts as seen. */
        AddedConnector: {
            /** Format: uuid */
            id: string;
            name: string;
            listing: string | null;
            custom: boolean;
            /** @description Of its server; empty for a built-in one. */
            host: string;
            verification: components["schemas"]["VerificationEnum"] | components["schemas"]["NullEnum"];
            color: string;
            icon_url: string | null;
            /** @description To register at the service with a client id of one's own; owners see it. */
            redirect_uri: string | null;
            /** @description Of custom connectors; owners see it. */
            oauth_client_id: string | null;
            /** @description The sign-in server that the client id is for; null before its first use. */
            oauth_issuer: string | null;
            enabled: boolean;
            /** @description Of custom connectors only; whole for owners, for all others its scheme and host. */
            url: string | null;
            /** @description Somebody decided to sign in although the server does not announce PKCE. */
            pkce_undeclared: boolean;
            /** @description The longest that an owner lets one of its tools run; null: as the product does. */
            tool_seconds: number | null;
            /** @description The keys that each member enters to connect. */
            header_fields: components["schemas"]["KeyField"][];
            /** @description Health records: the member gives a consent before they connect. */
            wants_consent: boolean;
            /** @description What a scope lets the assistant do, by its name; the ones that nobody has put in words are left out. */
            scope_words: {
                [key: string]: string;
            };
            connections: components["schemas"]["Connection"][];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            /** @description Its tools that cannot be used here, with the reasons. */
            left_out: components["schemas"]["LeftOutTool"][];
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ConnectorActions"];
            tools: components["schemas"]["Tool"][];
        };
        /** @enum {string} */
        AlignEnum: "left" | "center";
        /** @description What a person is asked about a call, and what they said. */
        Approval: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            expires_at: string;
            decision: components["schemas"]["ApprovalDecisionEnum"] | components["schemas"]["NullEnum"];
            /** @description What the person said. */
            reason: string;
            why: components["schemas"]["Ask"];
            /** @description What the service will ask itself; allowing the call answers it, too. */
            service_asks: string;
            may_always_allow: components["schemas"]["Decision"];
        };
        /** @enum {string} */
        ApprovalDecisionEnum: "allow_once" | "always_allow" | "deny" | "expired";
        /** @description Why a person is asked. */
        Ask: {
            /** @description default_asks, member_asks, ceiling_asks or flow_asks. */
            code: string;
            /** @description Why it is asked, in words. */
            reason: string;
        };
        /** @enum {string} */
        AudienceEnum: "organization" | "public";
        /** @description One thing that an event is about, in words; never what was said in a chat. */
        AuditAbout: {
            /** @description member, connector, tool, conversation, project or another. */
            kind: string;
            name: string;
            /** @description Empty where the reader cannot go there. */
            id: string;
        };
        /** @description Who did it: a member, a token, an operator, or the system. */
        AuditActor: {
            kind: string;
            /** Format: uuid */
            id: string | null;
            name: string;
        };
        /** @description One act; ids, counts and codes only. */
        AuditEvent: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            action: string;
            actor: components["schemas"]["AuditActor"];
            subject: components["schemas"]["AuditSubject"];
            about: components["schemas"]["AuditAbout"][];
            data: {
                [key: string]: unknown;
            };
            address: string | null;
            user_agent: string;
        };
        /** @description What it was done to. */
        AuditSubject: {
            type: string;
            id: string;
        };
        /** @enum {string} */
        AuthorEnum: "user" | "assistant";
        /** @enum {string} */
        ByEnum: "assistant" | "person";
        /** @description Why a call failed. */
        CallError: {
            code: string;
            message: string;
        };
        /** @enum {string} */
        CallStatusEnum: "proposed" | "awaiting_approval" | "approved" | "awaiting_connection" | "awaiting_input" | "denied" | "expired" | "sent" | "succeeded" | "failed" | "unknown" | "happened" | "skipped" | "blocked" | "cancelled";
        /** @enum {string} */
        CategoriesEnum: "allergies" | "conditions" | "documents" | "immunizations" | "measurements" | "medications" | "visits";
        /** @enum {string} */
        CategoryEnum: "productivity" | "communication" | "project_management" | "design" | "engineering" | "data" | "sales" | "finance" | "health";
        /** @description Values over time, which a tool of a built-in server answered. */
        Chart: {
            title: string;
            code: string;
            series: components["schemas"]["ChartSeries"][];
            /** @description What is not drawn, and why. */
            notes: string[];
            /** @description That this is not medical advice, for health records; else empty. */
            notice: string;
        };
        /** @description One value, as the service wrote it: texts, because a number would lose its digits. */
        ChartPoint: {
            id: string;
            /** @description Of the original at the service. */
            url: string;
            /**
             * Format: date-time
             * @description Where it is drawn: in the middle of the time that was written.
             */
            at: string;
            /** @description How much of a date was written. */
            precision: components["schemas"]["PrecisionEnum"];
            /** @description As the service wrote it. */
            date: string;
            /** @description The number alone, digits as written. */
            value: string;
            /** @description <, <=, >=, > or empty: the value itself is not known. */
            comparator: string;
            /** @description Comparator, number and unit. */
            shown: string;
            /** @description Of its own reference range, where that is a number in its unit; else empty. */
            low: string;
            high: string;
            /** @description The service's words for its reference ranges. */
            range: string;
            /** @description low or high where it is surely outside of its range; else empty. */
            outside: string;
            interpretation: string;
            status: string;
            notes: string[];
        };
        /** @description Values of one name in one unit, the oldest first. */
        ChartSeries: {
            name: string;
            unit: string;
            points: components["schemas"]["ChartPoint"][];
        };
        /** @description One's own account at a connector. */
        Connection: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["ConnectionStatusEnum"];
            label: string;
            /** @description The provider's name of the account; may be empty. */
            account: string;
            scopes: string[];
            /** @description What the service wanted for something and was not granted: signing in again asks for it. */
            missing_scopes: string[];
            /** @description The keys that were entered for it. */
            keys: components["schemas"]["Key"][];
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        ConnectionStatusEnum: "pending" | "connected" | "needs_reauth" | "needs_scope" | "revoked";
        /** @description What a call waits for at its member's account. */
        ConnectionWanted: {
            reason: components["schemas"]["ConnectionWantedReasonEnum"];
            /** @description The access that is missing, as the service calls it. */
            scopes: string[];
            /** @description What a scope lets the assistant do, by its name; the ones that nobody has put in words are left out. */
            scope_words: {
                [key: string]: string;
            };
            /** @description Sign in with this label: the account that the call was for. */
            label: string;
            why: string;
            /** Format: date-time */
            expires_at: string | null;
        };
        /** @enum {string} */
        ConnectionWantedReasonEnum: "connect" | "sign_in_again" | "more_access";
        /** @description What the organization has enabled. */
        Connector: {
            /** Format: uuid */
            id: string;
            name: string;
            listing: string | null;
            custom: boolean;
            /** @description Of its server; empty for a built-in one. */
            host: string;
            verification: components["schemas"]["VerificationEnum"] | components["schemas"]["NullEnum"];
            color: string;
            icon_url: string | null;
            /** @description To register at the service with a client id of one's own; owners see it. */
            redirect_uri: string | null;
            /** @description Of custom connectors; owners see it. */
            oauth_client_id: string | null;
            /** @description The sign-in server that the client id is for; null before its first use. */
            oauth_issuer: string | null;
            enabled: boolean;
            /** @description Of custom connectors only; whole for owners, for all others its scheme and host. */
            url: string | null;
            /** @description Somebody decided to sign in although the server does not announce PKCE. */
            pkce_undeclared: boolean;
            /** @description The longest that an owner lets one of its tools run; null: as the product does. */
            tool_seconds: number | null;
            /** @description The keys that each member enters to connect. */
            header_fields: components["schemas"]["KeyField"][];
            /** @description Health records: the member gives a consent before they connect. */
            wants_consent: boolean;
            /** @description What a scope lets the assistant do, by its name; the ones that nobody has put in words are left out. */
            scope_words: {
                [key: string]: string;
            };
            connections: components["schemas"]["Connection"][];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            /** @description Its tools that cannot be used here, with the reasons. */
            left_out: components["schemas"]["LeftOutTool"][];
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ConnectorActions"];
        };
        /** @description What the asking member may do with it. */
        ConnectorActions: {
            /** @description Another account of one's own. */
            connect: components["schemas"]["Decision"];
            /** @description Sign in again with an account that is there. */
            reconnect: components["schemas"]["Decision"];
            /** @description Ask the server for its tools with one's own accounts. */
            refresh: components["schemas"]["Decision"];
        };
        /** @description A connector as a mark: the name that somebody gave it, and who stands behind it. */
        ConnectorMark: {
            /** Format: uuid */
            id: string;
            name: string;
            listing: string | null;
            custom: boolean;
            /** @description Of its server; empty for a built-in one. */
            host: string;
            verification: components["schemas"]["VerificationEnum"] | components["schemas"]["NullEnum"];
            color: string;
            icon_url: string | null;
        };
        /** @description A member asks for a connector that is not enabled. */
        ConnectorRequest: {
            /** Format: uuid */
            id: string;
            listing: components["schemas"]["RequestedListing"];
            member: components["schemas"]["RequestingMember"];
            reason: string;
            status: components["schemas"]["RequestStatusEnum"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            decided_at: string | null;
            /** @description The owner who approved or dismissed it. */
            decided_by: string | null;
            /** @description Their word to the member. */
            answer: string;
            actions: components["schemas"]["ConnectorRequestActions"];
        };
        /** @description What the asking member may do with it. */
        ConnectorRequestActions: {
            /** @description Which enables the connector for the organization. */
            approve: components["schemas"]["Decision"];
            dismiss: components["schemas"]["Decision"];
            withdraw: components["schemas"]["Decision"];
        };
        /** @enum {string} */
        ConnectorRequestChangesStatusEnum: "approved" | "dismissed" | "withdrawn";
        /** @description What there is to read and to choose before one connects, and what one gave. */
        Consent: {
            version: string;
            /** @description That this is not medical advice; the first paragraph of `text`. */
            notice: string;
            text: string[];
            /** @description Empty: the service gives access to everything at once. */
            categories: components["schemas"]["ConsentCategory"][];
            given: components["schemas"]["GivenConsent"] | null;
        };
        /** @description Kinds of records that are chosen together. */
        ConsentCategory: {
            name: string;
            label: string;
        };
        /** @description A piece of a message: words, a note on how the answer came about, or a tool call. */
        ContentBlock: {
            /** @description A note says how the answer came about, such as what was too long for the model. */
            type: components["schemas"]["TypeEnum"];
            text?: string;
            tool_call?: components["schemas"]["ToolCall"];
        };
        /** @description A conversation with what it holds, what runs in it and what to know. */
        Conversation: {
            /** Format: uuid */
            id: string;
            title: string;
            project: components["schemas"]["ProjectMark"] | null;
            provenance: components["schemas"]["Provenance"][];
            tool_access: components["schemas"]["ToolAccessEnum"];
            /** Format: uuid */
            active_turn: string | null;
            notices: components["schemas"]["Notice"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A new conversation, and what it began with. */
        ConversationBegun: {
            /** Format: uuid */
            id: string;
            title: string;
            project: components["schemas"]["ProjectMark"] | null;
            provenance: components["schemas"]["Provenance"][];
            tool_access: components["schemas"]["ToolAccessEnum"];
            /** Format: uuid */
            active_turn: string | null;
            notices: components["schemas"]["Notice"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Where the conversation begins with one. */
            message?: components["schemas"]["Message"];
            /** @description What answers it. */
            turn?: components["schemas"]["Turn"];
        };
        /** @description What the asking member may do beyond the connectors that are there. */
        CustomConnectorActions: {
            add_custom: components["schemas"]["Decision"];
        };
        /** @description Allowed or not, with a stable code and plain words when not. */
        Decision: {
            allowed: boolean;
            /** @description Stable; empty when allowed. */
            code: string;
            /** @description In plain words; empty when allowed. */
            reason: string;
        };
        /** @description Everything about one version of a tool that a review is about; schemas, hints and view as JSON text. */
        Definition: {
            title: string;
            description: string;
            input: string;
            output: string;
            hints: string;
            view: string;
        };
        /** @description A design with its pages, in one of its versions. */
        Design: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            conversation: string;
            title: string;
            kind: components["schemas"]["DesignKindEnum"];
            /** @description The newest one's number. */
            version: number;
            /** @description The number of the version that the pages are of. */
            shown: number;
            pages: components["schemas"]["Sheet"][];
            /** @description The newest first, fifty at most. */
            versions: components["schemas"]["DesignVersion"][];
            /** Format: date-time */
            updated_at: string;
        };
        /** @description Another text in one place. */
        DesignEditRequest: {
            page: number;
            field: string;
            text: string;
        };
        /** @enum {string} */
        DesignKindEnum: "slides" | "graphic";
        /** @description A design, as the chat's cards name it. */
        DesignMark: {
            /** Format: uuid */
            id: string;
            title: string;
            kind: components["schemas"]["DesignKindEnum"];
            version: number;
            /** @description The tool calls that wrote it. */
            calls: string[];
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A kept state of a design. */
        DesignVersion: {
            number: number;
            by: components["schemas"]["ByEnum"];
            restores: number | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description How the check went. What could not be told does not count against it. */
        Diagnosis: {
            passed: boolean;
            steps: components["schemas"]["DiagnosisStep"][];
            /** @description Nobody can sign in yet. */
            required: boolean;
        };
        /** @description One step of the check, and what to do where it failed. */
        DiagnosisStep: {
            name: components["schemas"]["NameEnum"];
            result: components["schemas"]["ResultEnum"];
            words: string;
            todo: string;
        };
        /** @enum {string} */
        EffectEnum: "read" | "write" | "destructive";
        /** @description What an owner said that a tool does. */
        EffectMark: {
            effect: components["schemas"]["EffectEnum"];
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @description Who enabled it, and when. */
        Enabled: {
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @description How an answer ended that did not end normally. */
        Ending: {
            code: components["schemas"]["EndingCodeEnum"];
            message: string;
            may_go_on: boolean;
        };
        /** @enum {string} */
        EndingCodeEnum: "output_limit" | "refused" | "context_full" | "empty";
        /** @description What every event of a turn carries, beside its own data. */
        EventPosition: {
            /** @description Grows with each claim of the turn, below 2^53: drop what has a lower one. */
            fence: number;
            /** @description The model's response that it belongs to. */
            step: number;
        };
        /** @description One of the choices of a field. */
        FieldOption: {
            value: string;
            title: string;
        };
        /** @description A filled figure of a page. */
        Figure: {
            kind: components["schemas"]["FigureKindEnum"];
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            /** Format: double */
            width: number;
            /** Format: double */
            height: number;
            fill: string;
            /** @description Of a polygon, as SVG writes them. */
            points: string;
        };
        /** @enum {string} */
        FigureKindEnum: "rectangle" | "ellipse" | "polygon";
        /** @description A field of a form: a text, a number, a yes or no, one choice, or several. */
        FormField: {
            name: string;
            title: string;
            description: string;
            kind: components["schemas"]["FormFieldKindEnum"];
            required: boolean;
            /** @description What the service suggests; null: nothing. */
            default: unknown;
            options: components["schemas"]["FieldOption"][];
            /** @description email, uri, date, date-time, or empty. */
            format: string;
            /**
             * Format: double
             * @description The smallest number, the shortest text, or the fewest choices.
             */
            least: number | null;
            /** Format: double */
            most: number | null;
        };
        /** @enum {string} */
        FormFieldKindEnum: "string" | "number" | "integer" | "boolean" | "choice" | "choices";
        /** @description One's own consent that is in force. */
        GivenConsent: {
            /** Format: uuid */
            id: string;
            version: string;
            categories: string[];
            /** Format: date-time */
            given_at: string;
        };
        /** @description An answer that holds a connector's content. */
        Holding: {
            connector: components["schemas"]["ConnectorMark"];
            tool_title: string;
            answer_number: number;
        };
        /** @description What a service asks in the middle of a call, and until when it can be answered. */
        InputWanted: {
            round: number;
            questions: components["schemas"]["Question"][];
            /** Format: date-time */
            expires_at: string | null;
        };
        /** @description Whether it can be shared inside the organization; redacted: without tool data. */
        InsideDecision: {
            allowed: boolean;
            /** @description Stable; empty when allowed. */
            code: string;
            /** @description In plain words; empty when allowed. */
            reason: string;
            redacted: boolean;
        };
        /** @description A pending invitation. */
        Invitation: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            role: components["schemas"]["RoleEnum"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        /** @description The answer to inviting: the address is shown this once, and mailed. */
        InvitationWithUrl: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            role: components["schemas"]["RoleEnum"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uri */
            url: string;
        };
        /** @description As much as an invited person may know. */
        InvitingOrganization: {
            name: string;
        };
        /** @description A client secret is never shown again: only since when it is there, and how a long one ends. */
        KeptSecret: {
            /** Format: date-time */
            set_at: string | null;
            ends_with: string;
            /** @description False: it has to be entered again. */
            readable: boolean;
        };
        /** @description A key that the member entered; it is never shown again. */
        Key: {
            name: string;
            /** @description Its last four characters; empty for a short one. */
            ends_with: string;
        };
        /** @description A key that each member enters. */
        KeyField: {
            /** @description Of the header that it is sent in. */
            name: string;
            label: string;
            /** @description Where to get it. */
            help: string;
            /** @description What Switchboard puts before it. */
            prefix: string;
        };
        /** @description A tool of the server that cannot be used here. */
        LeftOutTool: {
            /** @description As the server wrote it; empty when it has none. */
            name: string;
            reason: string;
        };
        /** @enum {string} */
        LevelEnum: "allow" | "ask" | "block";
        /** @description An entry of the directory, as a card. */
        Listing: {
            slug: string;
            name: string;
            publisher: string;
            category: components["schemas"]["CategoryEnum"];
            summary: string;
            icon_url: string | null;
            color: string;
            reads: boolean;
            writes: boolean;
            interactive: boolean;
            verification: components["schemas"]["VerificationEnum"];
            review_status: components["schemas"]["ReviewStatusEnum"];
            state: components["schemas"]["StateEnum"];
            /** Format: uuid */
            connector: string | null;
            /** @description What one asked the owners for oneself; null once it says nothing new. */
            request: components["schemas"]["OwnRequest"] | null;
            /** @description The keys that each member enters to connect. */
            header_fields: components["schemas"]["KeyField"][];
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ListingActions"];
        };
        /** @description What the asking member may do with it. */
        ListingActions: {
            enable: components["schemas"]["Decision"];
            connect: components["schemas"]["Decision"];
            /** @description Sign in again with an account that is there. */
            reconnect: components["schemas"]["Decision"];
            /** @description Ask the owners to enable it. */
            request: components["schemas"]["Decision"];
        };
        /** @description Everything about an entry. */
        ListingPage: {
            slug: string;
            name: string;
            publisher: string;
            category: components["schemas"]["CategoryEnum"];
            summary: string;
            icon_url: string | null;
            color: string;
            reads: boolean;
            writes: boolean;
            interactive: boolean;
            verification: components["schemas"]["VerificationEnum"];
            review_status: components["schemas"]["ReviewStatusEnum"];
            state: components["schemas"]["StateEnum"];
            /** Format: uuid */
            connector: string | null;
            /** @description What one asked the owners for oneself; null once it says nothing new. */
            request: components["schemas"]["OwnRequest"] | null;
            /** @description The keys that each member enters to connect. */
            header_fields: components["schemas"]["KeyField"][];
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ListingActions"];
            description: string;
            use_cases: string[];
            tools: components["schemas"]["ListingTool"][];
            setup: components["schemas"]["ListingSetup"];
            scopes: string[];
            /** @description What a scope lets the assistant do, by its name; the ones that nobody has put in words are left out. */
            scope_words: {
                [key: string]: string;
            };
            /** @description The operator decided to sign in although the server does not announce PKCE. */
            pkce_undeclared: boolean;
            /** @description Empty: every plan. */
            plans: string[];
            /** @description Empty: everywhere. */
            regions: string[];
            data_handling: string;
            docs_url: string;
            support_url: string;
            privacy_url: string;
            /** Format: date-time */
            tools_changed_at: string | null;
            /** Format: date-time */
            reviewed_at: string | null;
            enabled: components["schemas"]["Enabled"] | null;
            connections: components["schemas"]["Connection"][];
        };
        /** @description What has to be set up before anybody can sign in, for everybody to read. */
        ListingSetup: {
            /** @description Whether it wants anything at all. */
            wanted: boolean;
            /** @description Nobody can sign in yet. */
            required: boolean;
            /** @description How to get what has to be entered. */
            steps: string[];
            /** @description Where the service gives it; may be empty. */
            url: string;
            /** @description To register at the service; empty where it takes no client id. */
            redirect_uri: string;
            /** @description The service's page of the documentation, as markdown; may be empty. */
            guide: string;
        };
        /** @description A tool in words. */
        ListingTool: {
            name: string;
            title: string;
            description: string;
            effect: components["schemas"]["EffectEnum"];
        };
        /** @description The signed-in person. */
        Me: {
            /** Format: uuid */
            id: string;
            /** Format: email */
            email: string;
            name: string;
            /** @description IANA name, such as Europe/Berlin. */
            time_zone: string;
            /** @description False while it is what the browser says. */
            time_zone_chosen: boolean;
            /** @description Whether the address is confirmed; before that nothing lasting is given. */
            keep_things: components["schemas"]["Decision"];
            memberships: components["schemas"]["MyMembership"][];
        };
        /** @description A colleague. */
        Member: {
            /** Format: uuid */
            id: string;
            /** @description “Unverified member” before the address is confirmed. */
            name: string;
            /** @description Masked before it is confirmed. */
            email: string;
            role: components["schemas"]["RoleEnum"];
            /** Format: date-time */
            joined_at: string;
        };
        /** @description A message with its tool calls in place. */
        Message: {
            /** Format: uuid */
            id: string;
            role: components["schemas"]["AuthorEnum"];
            content: components["schemas"]["ContentBlock"][];
            /** Format: uuid */
            turn: string | null;
            status: components["schemas"]["TurnStatusEnum"] | components["schemas"]["NullEnum"];
            error: components["schemas"]["TurnError"] | null;
            ending: components["schemas"]["Ending"] | null;
            model: components["schemas"]["ModelMark"] | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description The message and its turn, as the JSON answer says them; first on the stream that answers a message. */
        MessageSent: {
            message: components["schemas"]["Message"];
            turn: components["schemas"]["Turn"];
        };
        /** @description The model that wrote an answer. */
        ModelMark: {
            name: string;
            demo: boolean;
        };
        /** @description Nothing comes for a while. */
        ModelWaiting: {
            /** @description busy, again: a pause before the next try; silent: the model says nothing. */
            reason: components["schemas"]["ModelWaitingReasonEnum"];
            seconds: number;
        };
        /** @enum {string} */
        ModelWaitingReasonEnum: "busy" | "again" | "silent";
        /** @description One of the person's memberships. */
        MyMembership: {
            /** Format: uuid */
            id: string;
            organization: components["schemas"]["OrganizationBrief"];
            role: components["schemas"]["RoleEnum"];
        };
        /** @enum {string} */
        NameEnum: "values" | "address" | "server" | "sign_in" | "client";
        /** @description An account to connect, or with the label of an existing one, to sign in again. */
        NewConnectionRequest: {
            label?: string;
            /** @description A path of this workspace. */
            return_to?: string;
            /** @description The keys that the service wants, by the names of `header_fields`. What is left out stays. */
            headers?: {
                [key: string]: string;
            };
        };
        /** @description A listing to enable, or the name and address of a server of one's own. */
        NewConnectorRequest: {
            listing?: string;
            name?: string;
            url?: string;
            oauth_client_id?: string;
            oauth_client_secret?: string;
            /** @description Sign in although the server does not announce PKCE. */
            pkce_undeclared?: boolean;
            /** @description The keys that each member enters to connect. */
            header_fields?: components["schemas"]["NewKeyFieldRequest"][];
        };
        /** @description What is asked for, and what for; a line break in the reason becomes a blank. */
        NewConnectorRequestRequest: {
            listing: string;
            reason: string;
        };
        /** @description What is chosen, and which text was read. */
        NewConsentRequest: {
            version: string;
            categories: components["schemas"]["CategoriesEnum"][];
        };
        /** @description A conversation to make, with what it begins with. */
        NewConversationRequest: {
            /** Format: uuid */
            project?: string | null;
            title?: string;
            connectors?: components["schemas"]["NewToggleRequest"][];
            message?: components["schemas"]["NewMessageRequest"];
        };
        /** @description Edits of the version `base`, or `restores`: an older one whose content becomes the newest. */
        NewDesignVersionRequest: {
            base: number;
            edits?: components["schemas"]["DesignEditRequest"][];
            restores?: number;
        };
        /** @description Whom to ask, and as what. */
        NewInvitationRequest: {
            /** Format: email */
            email: string;
            /** @default member */
            role: components["schemas"]["RoleEnum"];
        };
        /** @description A header in which each member's own key goes. */
        NewKeyFieldRequest: {
            name: string;
            label?: string;
            help?: string;
            prefix?: string;
        };
        /** @description What the person says. */
        NewMessageRequest: {
            text: string;
        };
        /** @description A name for one's own space. */
        NewOrganizationRequest: {
            name: string;
        };
        /** @description A project to make; private unless asked otherwise. */
        NewProjectRequest: {
            name: string;
            instructions?: string;
            /** @default private */
            visibility: components["schemas"]["VisibilityEnum"];
        };
        /** @description For whom the link is. */
        NewShareRequest: {
            audience: components["schemas"]["AudienceEnum"];
            /** @default false */
            confirm_redacted: boolean;
        };
        /** @description A connector to switch on, with one of one's own accounts where there are several. */
        NewToggleRequest: {
            /** Format: uuid */
            connector: string;
            /** Format: uuid */
            connection?: string | null;
        };
        /** @description A name for a token, what it may do and how long it lives. */
        NewTokenRequest: {
            name: string;
            /**
             * @description Without it all three: read looks, write changes, approve decides what tools may do.
             * @default [
             *       "read",
             *       "write",
             *       "approve"
             *     ]
             */
            scopes: components["schemas"]["TokenScopeEnum"][];
            /** @default 90 */
            expires_in_days: number;
        };
        /** @description Everything that the owner saw and accepts, or refuses. */
        NewToolReviewRequest: {
            tools: components["schemas"]["ShownToolRequest"][];
            /** @default accept */
            verdict: components["schemas"]["VerdictEnum"];
        };
        /** @description What happened in a chat without its author. */
        Notice: {
            /** Format: uuid */
            id: string;
            code: components["schemas"]["NoticeCodeEnum"];
            /** @description What happened and what to do, in words. */
            text: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        NoticeCodeEnum: "account_disconnected" | "account_changed" | "connector_disabled" | "project_opened" | "project_left" | "link_ended";
        NullEnum: null;
        /** @description The whole organization, as one of its members sees it. */
        Organization: {
            /** Format: uuid */
            id: string;
            slug: string;
            name: string;
            plan: components["schemas"]["PlanEnum"];
            personal: boolean;
            /** @description ISO 3166 code, or empty. */
            country: string;
            settings: components["schemas"]["Settings"];
            permissions: components["schemas"]["Permissions"];
        };
        /** @description An organization in a list of them. */
        OrganizationBrief: {
            /** Format: uuid */
            id: string;
            slug: string;
            name: string;
            plan: components["schemas"]["PlanEnum"];
            personal: boolean;
        };
        /** @enum {string} */
        OutcomeEnum: "happened" | "retry" | "skip";
        /** @description Whether it can be shared with anyone; some have to be warned first. */
        OutsideDecision: {
            allowed: boolean;
            /** @description Stable; empty when allowed. */
            code: string;
            /** @description In plain words; empty when allowed. */
            reason: string;
            needs_confirmation: boolean;
        };
        /** @description What one asked for oneself, on the listing's card: open, or as an owner decided. */
        OwnRequest: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["RequestStatusEnum"];
            reason: string;
            decided_by: string | null;
            answer: string;
        };
        PaginatedAuditEventList: {
            results: components["schemas"]["AuditEvent"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedConnectionList: {
            results: components["schemas"]["Connection"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedConnectorList: {
            results: components["schemas"]["Connector"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedConnectorRequestList: {
            results: components["schemas"]["ConnectorRequest"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedConversationList: {
            results: components["schemas"]["Conversation"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedDesignMarkList: {
            results: components["schemas"]["DesignMark"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedInvitationList: {
            results: components["schemas"]["Invitation"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedListingList: {
            results: components["schemas"]["Listing"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedMemberList: {
            results: components["schemas"]["Member"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedMessageList: {
            results: components["schemas"]["Message"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedOrganizationBriefList: {
            results: components["schemas"]["OrganizationBrief"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedProjectList: {
            results: components["schemas"]["Project"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedProjectMemberList: {
            results: components["schemas"]["ProjectMember"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedShareList: {
            results: components["schemas"]["Share"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedStandingApprovalList: {
            results: components["schemas"]["StandingApproval"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedToggleList: {
            results: components["schemas"]["Toggle"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedTokenList: {
            results: components["schemas"]["Token"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedToolCallList: {
            results: components["schemas"]["ToolCall"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedToolList: {
            results: components["schemas"]["Tool"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        PaginatedToolReviewList: {
            results: components["schemas"]["ToolReview"][];
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
        };
        /** @description Another label. */
        PatchedConnectionChangesRequest: {
            label?: string;
        };
        /**
         * @description What changes about a connector; the client id of custom ones only.
         *
         *     `oauth_issuer` is the sign-in server that the client id is for; null: the one where it is used next.
         */
        PatchedConnectorChangesRequest: {
            name?: string;
            oauth_client_id?: string;
            oauth_client_secret?: string;
            oauth_issuer?: string | null;
            /** @description Sign in although the server does not announce PKCE; of custom ones only. */
            pkce_undeclared?: boolean;
            /** @description The keys that each member enters, of custom ones only: whoever has others is asked anew. */
            header_fields?: components["schemas"]["NewKeyFieldRequest"][];
            /** @description The longest that a tool of it may run; null: a minute without a sign, ten with progress. */
            tool_seconds?: number | null;
        };
        /** @description An owner's decision, with a word to the member if wanted; or its member takes it back. */
        PatchedConnectorRequestChangesRequest: {
            status?: components["schemas"]["ConnectorRequestChangesStatusEnum"];
            answer?: string;
        };
        /** @description What changes about a conversation. */
        PatchedConversationChangesRequest: {
            /** Format: uuid */
            project?: string | null;
            title?: string;
            tool_access?: components["schemas"]["ToolAccessEnum"];
        };
        /** @description What people change about themselves. */
        PatchedMeChangesRequest: {
            name?: string;
            time_zone?: string;
            /** @description Taken over while the person has not chosen a zone; an unknown name is ignored. */
            browser_time_zone?: string;
        };
        /** @description Another role. To hand over the primary ownership, the new one's e-mail is typed too. */
        PatchedMemberChangesRequest: {
            role?: components["schemas"]["RoleEnum"];
            /**
             * Format: email
             * @description Only with role primary_owner.
             */
            confirm_email?: string;
        };
        /** @description What owners change. */
        PatchedOrganizationChangesRequest: {
            name?: string;
            settings?: components["schemas"]["SettingsChangesRequest"];
        };
        /** @description What changes about a project. */
        PatchedProjectChangesRequest: {
            name?: string;
            instructions?: string;
            visibility?: components["schemas"]["VisibilityEnum"];
        };
        /** @description What is left out stays. A client id of one's own goes before the operator's. */
        PatchedSetupChangesRequest: {
            oauth_client_id?: string;
            oauth_client_secret?: string;
            oauth_issuer?: string | null;
            /** @description By name. */
            setup_values?: {
                [key: string]: string;
            };
            /** @description The service's own MCP server: every account there has to sign in again. */
            uses_remote?: boolean;
        };
        /**
         * @description A level for the whole organization or for oneself, null removes it; or what a custom tool does.
         *
         *     With a digest the effect is set only while the tool is still that version.
         */
        PatchedToolChangesRequest: {
            scope?: components["schemas"]["ScopeEnum"];
            policy?: components["schemas"]["LevelEnum"] | components["schemas"]["NullEnum"];
            effect?: components["schemas"]["EffectEnum"] | components["schemas"]["NullEnum"];
            digest?: string;
        };
        /** @description What the asking member may do; each refusal with its reason. */
        Permissions: {
            enable_connectors: components["schemas"]["Decision"];
            manage_members: components["schemas"]["Decision"];
            manage_projects: components["schemas"]["Decision"];
            read_audit: components["schemas"]["Decision"];
            manage_organization: components["schemas"]["Decision"];
        };
        /** @enum {string} */
        PlanEnum: "free" | "pro" | "max" | "team" | "enterprise";
        /** @enum {string} */
        PrecisionEnum: "time" | "day" | "month" | "year" | "period";
        /** @description A project as the asking member sees it. */
        Project: {
            /** Format: uuid */
            id: string;
            name: string;
            visibility: components["schemas"]["VisibilityEnum"];
            instructions: string;
            /** @description In a public project, everyone in the organization. */
            member_count: number;
            /** @description Whether the asking member made it. */
            mine: boolean;
            /** @description Whether its conversations may use connectors. */
            connectors: components["schemas"]["Decision"];
            /** @description Whether the asking member may change it. */
            manage: components["schemas"]["Decision"];
            /** @description Whether the asking member may make it public. */
            publish: components["schemas"]["Decision"];
            /** Format: date-time */
            created_at: string;
        };
        /** @description A conversation's project, as far as its author sees it. */
        ProjectMark: {
            /** Format: uuid */
            id: string;
            name: string;
            visibility: components["schemas"]["VisibilityEnum"];
        };
        /** @description Somebody who was invited into the project; `id` is the member's. */
        ProjectMember: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string;
            /** Format: date-time */
            added_at: string;
        };
        /** @description A colleague, by the id of the membership. */
        ProjectMemberChoiceRequest: {
            /** Format: uuid */
            member: string;
        };
        /** @description A connector whose content a conversation holds, and how it came in. */
        Provenance: {
            connector: components["schemas"]["ConnectorMark"];
            kind: components["schemas"]["ProvenanceKindEnum"];
        };
        /** @enum {string} */
        ProvenanceKindEnum: "tool" | "synced" | "health";
        /** @description What the service asks: a form, or to open an address of its own. */
        Question: {
            key: string;
            kind: components["schemas"]["QuestionKindEnum"];
            message: string;
            fields: components["schemas"]["FormField"][];
            /** @description Empty for a form. */
            url: string;
            host: string;
        };
        /** @description To one question. */
        QuestionAnswerRequest: {
            action: components["schemas"]["ActionEnum"];
            content?: {
                [key: string]: unknown | null;
            };
        };
        /** @enum {string} */
        QuestionKindEnum: "form" | "url";
        /** @description What the invited person sees before accepting. */
        ReceivedInvitation: {
            organization: components["schemas"]["InvitingOrganization"];
            /** Format: email */
            email: string;
            role: components["schemas"]["RoleEnum"];
            /** @description The inviter's name. */
            invited_by: string;
        };
        /** @description Why one of one's accounts could not be asked. */
        RefreshProblem: {
            account: string;
            code: string;
            reason: string;
        };
        /** @description Which owner refused this version of a tool, and when. */
        Refusal: {
            by: string;
            /** Format: date-time */
            at: string;
        };
        /** @enum {string} */
        RequestStatusEnum: "open" | "approved" | "dismissed" | "withdrawn";
        /** @description What is asked for. */
        RequestedListing: {
            slug: string;
            name: string;
            color: string;
            icon_url: string | null;
        };
        /** @description Who asks. */
        RequestingMember: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description What a tool answered, for people. */
        Result: {
            text: string;
            truncated: boolean;
            bytes: number;
        };
        /** @enum {string} */
        ResultEnum: "passed" | "failed" | "unknown" | "not_needed" | "not_reached";
        /** @enum {string} */
        ReviewStatusEnum: "draft" | "submitted" | "in_review" | "listed" | "rejected" | "delisted";
        /** @enum {string} */
        RoleEnum: "primary_owner" | "owner" | "admin" | "auditor" | "member";
        /** @enum {string} */
        ScopeEnum: "organization" | "member";
        /** @description Two ways to reach the service. */
        ServerChoice: {
            /** @description The service's own MCP server; false: Switchboard's own, around the service's API. */
            uses_remote: boolean;
            remote_host: string;
            /** @description That have to sign in again after a change. */
            accounts: number;
        };
        /** @description What owners decide for everybody. */
        Settings: {
            /** @description Whether owners may make links that anyone can open, of chats without connector content. */
            external_sharing: boolean;
            /** @description Whether there may be projects that are open to everyone in the organization. */
            public_projects: boolean;
            /** @description Whether chats with connector content may be shared inside the organization, without tool data. */
            organization_shares: boolean;
            /** @description Whether members may use connectors in private projects that they share. */
            connectors_in_shared_projects: boolean;
        };
        /** @description Those of the settings that change. */
        SettingsChangesRequest: {
            /** @description Whether owners may make links that anyone can open, of chats without connector content. */
            external_sharing?: boolean;
            /** @description Whether there may be projects that are open to everyone in the organization. */
            public_projects?: boolean;
            /** @description Whether chats with connector content may be shared inside the organization, without tool data. */
            organization_shares?: boolean;
            /** @description Whether members may use connectors in private projects that they share. */
            connectors_in_shared_projects?: boolean;
        };
        /** @description What a service wants before anybody can sign in, and what was entered of it. */
        Setup: {
            /** @description Nobody can sign in yet. */
            required: boolean;
            /** @description Whether it wants anything at all. */
            wanted: boolean;
            missing: string[];
            takes_client: boolean;
            /** @description An owner's; empty: the operator's is used, if there is one. */
            oauth_client_id: string;
            oauth_secret: components["schemas"]["KeptSecret"] | null;
            /** @description The sign-in server that the client id is for; null before its first use. */
            oauth_issuer: string | null;
            /** @description An operator entered a client id for everybody. */
            operators_client: boolean;
            /** @description To register at the service. */
            redirect_uri: string;
            fields: components["schemas"]["SetupField"][];
            /**
             * Format: date-time
             * @description When the check last passed with exactly these values.
             */
            tested_at: string | null;
            /** @description To allow the client at the service. */
            scopes: string[];
            steps: string[];
            /** @description Where the service gives client ids. */
            url: string;
            servers: components["schemas"]["ServerChoice"] | null;
        };
        /** @description A value that the service wants before anybody can sign in. */
        SetupField: {
            name: string;
            label: string;
            help: string;
            default: string;
            /** @description What is used now; empty: nothing. */
            value: string;
            /** @description Who entered it. */
            source: components["schemas"]["SourceEnum"];
        };
        /** @description A link with its whole address. */
        Share: {
            /** Format: uuid */
            id: string;
            audience: components["schemas"]["AudienceEnum"];
            url: string;
            redacted: boolean;
            message_count: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description A snapshot of a conversation: no tool data, no files. */
        SharedConversation: {
            title: string;
            author: string;
            audience: components["schemas"]["AudienceEnum"];
            messages: components["schemas"]["SharedMessage"][];
        };
        /** @description A message's own words. */
        SharedMessage: {
            role: components["schemas"]["AuthorEnum"];
            text: string;
            demo: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Who a conversation can be shared with, and what keeps it from more. */
        Sharing: {
            organization: components["schemas"]["InsideDecision"];
            public: components["schemas"]["OutsideDecision"];
            holds: components["schemas"]["Holding"][];
            shares: components["schemas"]["Share"][];
        };
        /** @description A page with everything on it in its place. */
        Sheet: {
            width: number;
            height: number;
            background: string;
            figures: components["schemas"]["Figure"][];
            words: components["schemas"]["Words"][];
        };
        /** @description A tool in the version that the owner saw. */
        ShownToolRequest: {
            name: string;
            digest: string;
        };
        /** @description All that was said; comes at any time, and replaces what came before. */
        Snapshot: {
            /** Format: uuid */
            turn: string;
            content: components["schemas"]["ContentBlock"][];
            /** @description Drop what comes later of steps up to this one. */
            kept: number;
            /** @description The words of the next step go on in the block before them, if that is text. */
            resumed_after: number;
            /** @description So many characters at the end are of the step that is under way. */
            offset: number;
            status?: components["schemas"]["TurnStatusEnum"];
        };
        /** @enum {string} */
        SourceEnum: "owner" | "operator" | "default" | "nobody";
        /** @description A tool, or a kind of tool, that the member always allows. */
        StandingApproval: {
            /** Format: uuid */
            id: string;
            connector: components["schemas"]["ConnectorMark"];
            tool: string;
            /** Format: uuid */
            granted_in: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A call that is on its way. */
        StartedCall: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["StartedCallStatusEnum"];
        };
        /** @enum {string} */
        StartedCallStatusEnum: "sent";
        /** @description `pending` with the address where the member signs in, or `connected` at once. */
        StartedConnection: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["ConnectionStatusEnum"];
            label: string;
            /** @description The provider's name of the account; may be empty. */
            account: string;
            scopes: string[];
            /** @description What the service wanted for something and was not granted: signing in again asks for it. */
            missing_scopes: string[];
            /** @description The keys that were entered for it. */
            keys: components["schemas"]["Key"][];
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Send the browser there. */
            authorization_url?: string;
            /** @description The sign-in server that it belongs to. */
            issuer?: string | null;
        };
        /** @enum {string} */
        StateEnum: "available" | "not_enabled" | "enabled" | "connected" | "needs_attention";
        /** @description A piece of the step's text. */
        TextDelta: {
            /** @description Of its first character (code point) in the step's text: drop overlaps. */
            offset: number;
            text: string;
        };
        /** @description A connector in the plus menu: on or off, the accounts to choose from, and why it can't be switched on. */
        Toggle: {
            connector: components["schemas"]["ConnectorMark"];
            enabled: boolean;
            /** Format: uuid */
            connection: string | null;
            /** @description Health records: never suggested, only offered to whoever looks for them. */
            wants_consent: boolean;
            connections: components["schemas"]["Account"][];
            may_toggle: components["schemas"]["Decision"];
            /** @description Another account of one's own. */
            may_connect: components["schemas"]["Decision"];
            /** @description Sign in again with an account that is there. */
            may_reconnect: components["schemas"]["Decision"];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            /** @description Its tools that cannot be used here, with the reasons. */
            left_out: components["schemas"]["LeftOutTool"][];
        };
        /** @description On, with one of one's own accounts where there are several, or off. */
        ToggleChangesRequest: {
            enabled: boolean;
            /** Format: uuid */
            connection?: string | null;
        };
        /** @description A personal access token without its secret. */
        Token: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the token starts, to tell tokens apart. */
            prefix: string;
            /** Format: date-time */
            created_at: string;
            scopes: components["schemas"]["TokenScopeEnum"][];
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        /** @enum {string} */
        TokenScopeEnum: "read" | "write" | "approve";
        /** @description The answer to making one: the secret is shown this once. */
        TokenWithSecret: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How the token starts, to tell tokens apart. */
            prefix: string;
            /** Format: date-time */
            created_at: string;
            scopes: components["schemas"]["TokenScopeEnum"][];
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            /** Format: date-time */
            expires_at: string;
            /** @description Starts with sb_pat_; not readable again. */
            token: string;
        };
        /** @description A tool of a connector, with what may be done with it. */
        Tool: {
            name: string;
            title: string;
            description: string;
            effect: components["schemas"]["EffectEnum"];
            policy: components["schemas"]["ToolLevels"];
            /** @description False: new or changed, waits for an owner's review; or refused. */
            accepted: boolean;
            /** @description An owner has refused this version: it stays blocked. */
            refused: components["schemas"]["Refusal"] | null;
            /** @description Of this version: a review or mark names what was seen. */
            digest: string;
            /** @description Who said what a custom connector's tool does. */
            marked: components["schemas"]["EffectMark"] | null;
        };
        /** @enum {string} */
        ToolAccessEnum: "auto" | "always" | "on_demand";
        /** @description A tool call with everything that its card shows. */
        ToolCall: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["CallStatusEnum"];
            /** Format: uuid */
            turn: string;
            /** Format: uuid */
            conversation: string;
            connector: components["schemas"]["ConnectorMark"] | null;
            account: string;
            tool: string;
            title: string;
            effect: components["schemas"]["EffectEnum"];
            arguments: {
                [key: string]: unknown;
            };
            /** @description The same as JSON text, for clients whose numbers are doubles. */
            arguments_text: string;
            result: components["schemas"]["Result"] | null;
            chart: components["schemas"]["Chart"] | null;
            error: components["schemas"]["CallError"] | null;
            approval: components["schemas"]["Approval"] | null;
            connection_wanted: components["schemas"]["ConnectionWanted"] | null;
            input_wanted: components["schemas"]["InputWanted"] | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            milliseconds: number | null;
        };
        /** @description To all questions of the call, by key. */
        ToolCallAnswersRequest: {
            answers: {
                [key: string]: components["schemas"]["QuestionAnswerRequest"];
            };
        };
        /** @enum {string} */
        ToolCallDecisionDecisionEnum: "allow_once" | "always_allow" | "deny";
        /** @description What the member says of a call that waits. */
        ToolCallDecisionRequest: {
            decision: components["schemas"]["ToolCallDecisionDecisionEnum"];
            arguments?: {
                [key: string]: unknown | null;
            };
            reason?: string;
        };
        /** @description A call as it is now. */
        ToolCallEvent: {
            tool_call: components["schemas"]["ToolCall"];
        };
        /** @description What became of a write, as the member found it. */
        ToolCallOutcomeRequest: {
            outcome: components["schemas"]["OutcomeEnum"];
        };
        /** @description How far a running call is; live only. */
        ToolCallProgress: {
            /** Format: uuid */
            call: string;
            /** Format: double */
            progress: number;
            /**
             * Format: double
             * @description Null: nobody knows how much is left.
             */
            total: number | null;
            message: string | null;
        };
        /** @description A call leaves. */
        ToolCallStarted: {
            tool_call: components["schemas"]["StartedCall"];
        };
        /** @enum {string} */
        ToolCallWithoutDecisionEnum: "go_on_without";
        /** @description That nobody signs in for it. */
        ToolCallWithoutRequest: {
            decision: components["schemas"]["ToolCallWithoutDecisionEnum"];
        };
        /** @description How far a tool may run: the most restrictive of the organization's and one's own level. */
        ToolLevels: {
            effective: components["schemas"]["LevelEnum"];
            /** @description Why it asks or is blocked; empty when allowed. */
            code: string;
            organization: components["schemas"]["LevelEnum"] | components["schemas"]["NullEnum"];
            member: components["schemas"]["LevelEnum"] | components["schemas"]["NullEnum"];
            default: components["schemas"]["LevelEnum"];
        };
        /** @description What a look for new tools found, by name, over one's own accounts. */
        ToolRefresh: {
            added: string[];
            changed: string[];
            gone: string[];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            problems: components["schemas"]["RefreshProblem"][];
        };
        /** @description A version of a tool that waits for an owner, or that one has refused. */
        ToolReview: {
            name: string;
            /** @description A review names what was seen. */
            digest: string;
            /** Format: date-time */
            first_seen_at: string;
            /** @description What it counts as. */
            effect: components["schemas"]["EffectEnum"];
            /** @description What its server says it does. */
            hinted_effect: components["schemas"]["EffectEnum"] | components["schemas"]["NullEnum"];
            refused: components["schemas"]["Refusal"] | null;
            now: components["schemas"]["Definition"];
            /** @description The version that was accepted before; null: none. */
            accepted: components["schemas"]["Definition"] | null;
        };
        /** @description With a digest only that version is accepted or refused, without one the newest. */
        ToolVerdictRequest: {
            digest?: string;
            /** @default accept */
            verdict: components["schemas"]["VerdictEnum"];
        };
        /** @description A turn with its calls. */
        Turn: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["TurnStatusEnum"];
            /** Format: uuid */
            conversation: string;
            error: components["schemas"]["TurnError"] | null;
            tool_calls: components["schemas"]["ToolCall"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        /** @description Why a turn failed, in words. */
        TurnError: {
            code: string;
            message: string;
            retryable: boolean;
        };
        TurnEvent: {
            /** @constant */
            event: "message.sent";
            data: components["schemas"]["MessageSent"];
        } | {
            /** @constant */
            event: "turn.started";
            data: components["schemas"]["EventPosition"] & components["schemas"]["TurnStarted"];
        } | {
            /** @constant */
            event: "text.delta";
            data: components["schemas"]["EventPosition"] & components["schemas"]["TextDelta"];
        } | {
            /** @constant */
            event: "tool_call.proposed";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallEvent"];
        } | {
            /** @constant */
            event: "tool_call.awaiting_approval";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallEvent"];
        } | {
            /** @constant */
            event: "tool_call.awaiting_connection";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallEvent"];
        } | {
            /** @constant */
            event: "tool_call.awaiting_input";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallEvent"];
        } | {
            /** @constant */
            event: "tool_call.started";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallStarted"];
        } | {
            /** @constant */
            event: "tool_call.progress";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallProgress"];
        } | {
            /** @constant */
            event: "tool_call.finished";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ToolCallEvent"];
        } | {
            /** @constant */
            event: "turn.waiting";
            data: components["schemas"]["EventPosition"] & components["schemas"]["TurnWaiting"];
        } | {
            /** @constant */
            event: "model.waiting";
            data: components["schemas"]["EventPosition"] & components["schemas"]["ModelWaiting"];
        } | {
            /** @constant */
            event: "turn.finished";
            data: components["schemas"]["EventPosition"] & components["schemas"]["TurnFinished"];
        } | {
            /** @constant */
            event: "snapshot";
            data: components["schemas"]["EventPosition"] & components["schemas"]["Snapshot"];
        };
        /** @description The last event of a turn. */
        TurnFinished: {
            status: components["schemas"]["TurnStatusEnum"];
            error: components["schemas"]["TurnError"] | null;
            ending: components["schemas"]["Ending"] | null;
            /** Format: uuid */
            message: string | null;
        };
        /** @description A worker has the turn. Where nothing was kept, nothing that was said before stands. */
        TurnStarted: {
            /** Format: uuid */
            turn: string;
            /** @description The steps that are stored. */
            kept: number;
        };
        /** @enum {string} */
        TurnStatusEnum: "queued" | "running" | "waiting_approval" | "waiting_connection" | "waiting_input" | "waiting_outcome" | "completed" | "failed" | "cancelled";
        /** @description The turn waits for a person. */
        TurnWaiting: {
            status: components["schemas"]["TurnStatusEnum"];
        };
        /** @enum {string} */
        TypeEnum: "text" | "note" | "tool_call";
        /** @enum {string} */
        VerdictEnum: "accept" | "refuse";
        /** @enum {string} */
        VerificationEnum: "verified" | "community";
        /** @enum {string} */
        VisibilityEnum: "private" | "public";
        /** @description A text of a page. `field` names it when it is changed. */
        Words: {
            field: string;
            text: string;
            /** Format: double */
            x: number;
            /** Format: double */
            y: number;
            /** Format: double */
            width: number;
            /** Format: double */
            height: number;
            size: number;
            color: string;
            bold: boolean;
            align: components["schemas"]["AlignEnum"];
            /** @description Whether it may have several lines. */
            lines: boolean;
        };
        /** @description What went wrong, and what to do; `code` is stable. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            code: string;
            errors?: {
                field: string;
                message: string;
                code: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    received_invitations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedInvitation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    received_invitations_accept: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyMembership"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedMeChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedTokenList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenWithSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens_destroy_all: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedOrganizationBriefList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrganizationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationBrief"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedOrganizationChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_events_list: {
        parameters: {
            query?: {
                /** @description For example member.joined */
                action?: string;
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
                /** @description The id of what it was done to */
                subject?: string;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedAuditEventList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connector_actions_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomConnectorActions"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connector_requests_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
                status?: "open" | "approved" | "dismissed" | "withdrawn";
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedConnectorRequestList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connector_requests_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnectorRequestRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorRequest"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connector_requests_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_request_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConnectorRequestChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorRequest"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedConnectorList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewConnectorRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedConnector"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connector"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConnectorChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connector"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connector_chats_destroy_all: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedConnectionList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewConnectionRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedConnection"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connection_id: string;
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connection_id: string;
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConnectionChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    consents_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    consents_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsentRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    consents_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectors_diagnosis: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnosis"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setups_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setups_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedSetupChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_refreshes_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRefresh"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_reviews_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToolReviewList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_reviews_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToolReviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToolList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tools_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                connector_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToolList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tools_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                name: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedToolChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToolList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tools_review: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                name: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ToolVerdictRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversations_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
                project?: string;
                /** @description Part of the title. */
                q?: string;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedConversationList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversations_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewConversationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationBegun"];
                    "text/event-stream": components["schemas"]["TurnEvent"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversations_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conversations_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConversationChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    toggles_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToggleList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    toggles_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector_id: string;
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToggleChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Toggle"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    designs_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedDesignMarkList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    messages_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description `newest_first` begins at the end: a chat is read from its last page on. */
                order?: "oldest_first" | "newest_first";
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedMessageList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    messages_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessageRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageSent"];
                    "text/event-stream": components["schemas"]["TurnEvent"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
                notice_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shares_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedShareList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shares_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShareRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharing_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sharing"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    designs_retrieve: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: never;
            path: {
                design_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Design"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    design_files_retrieve: {
        parameters: {
            query?: {
                /** @description pptx if not given. */
                file_type?: "pptx" | "pdf" | "png";
                version?: number;
            };
            header?: never;
            path: {
                design_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    design_versions_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                design_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDesignVersionRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Design"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listings_list: {
        parameters: {
            query?: {
                category?: "productivity" | "communication" | "project_management" | "design" | "engineering" | "data" | "sales" | "finance" | "health";
                /** @description The pagination cursor value. */
                cursor?: string;
                effect?: "read" | "write";
                interactive?: boolean;
                /** @description Number of results to return per page. */
                page_size?: number;
                q?: string;
                state?: "available" | "not_enabled" | "enabled" | "connected" | "needs_attention";
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedListingList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listings_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListingPage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedInvitationList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationWithUrl"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                invitation_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedMemberList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                member_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                member_id: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedMemberChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    projects_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedProjectList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    projects_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProjectRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    projects_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    projects_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    projects_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedProjectChangesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    project_members_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedProjectMemberList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    project_members_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectMemberChoiceRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectMember"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    project_members_destroy: {
        parameters: {
            query: {
                member: string;
            };
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shares_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    standing_approvals_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedStandingApprovalList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    standing_approvals_destroy: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                standing_approval_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_list: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
                status?: "proposed" | "awaiting_approval" | "approved" | "awaiting_connection" | "awaiting_input" | "denied" | "expired" | "sent" | "succeeded" | "failed" | "unknown" | "happened" | "skipped" | "blocked" | "cancelled";
            };
            header?: never;
            path: {
                org: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedToolCallList"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
                tool_call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                tool_call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolCallWithoutRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_decide: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                tool_call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolCallDecisionRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_answer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                tool_call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolCallAnswersRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tool_calls_settle: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                tool_call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolCallOutcomeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    turns_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
                turn_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    turns_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                turn_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    turns_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                turn_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shared_conversations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedConversation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    turn_events_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go on from there. */
                "Last-Event-ID"?: string;
            };
            path: {
                org: string;
                turn_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["TurnEvent"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

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
        get: operations["received_invitation_retrieve"];
        put?: never;
        /** @description Join the organization. */
        post: operations["received_invitation_accept"];
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
        get: operations["list_conversations"];
        put?: never;
        /**
         * @description Make a conversation, with connectors switched on and a first message if they are given: all or nothing.
         *
         *     With a message the answer has `message` and `turn` too, and can be had as events, as when one is sent later.
         */
        post: operations["create_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read it. */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /** @description Delete it; its links die, a running turn stops. */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /** @description Rename, move or change tool access. */
        patch: operations["change_conversation"];
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every enabled connector with its state here and, where it can't be switched on, the reason. */
        get: operations["list_conversation_connectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/connectors/{connector}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Switch the connector on (with one's own connection) or off. */
        put: operations["toggle_connector"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read the messages, oldest first unless `order` says otherwise. */
        get: operations["list_messages"];
        put?: never;
        /**
         * @description Send a message; a worker answers it, watch the turn's events.
         *
         *     With `Accept: text/event-stream` they follow at once, after a first event `message.sent` with this JSON. The
         *     same text again while it is being answered gets the turn that answers it.
         */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/notices/{notice}": {
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
        delete: operations["dismiss_notice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List the links that work. */
        get: operations["list_shares"];
        put?: never;
        /** @description Make a link for the organization or for anyone; refused as rules.md section 5 says. */
        post: operations["share_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/conversations/{conversation}/sharing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Who it can be shared with, and if not, which answers hold which connector's content. */
        get: operations["explain_sharing"];
        put?: never;
        post?: never;
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
        get: operations["directory_list"];
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
        get: operations["directory_retrieve"];
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
    "/api/v1/organizations/{org}/shares/{share}": {
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
        delete: operations["revoke_share"];
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
        get: operations["list_standing_approvals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/standing-approvals/{approval}": {
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
        delete: operations["revoke_standing_approval"];
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
        get: operations["list_tool_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Read it. */
        get: operations["get_tool_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{call}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Allow once, always allow, or deny; `arguments` replaces what would be sent. */
        post: operations["decide_tool_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/tool-calls/{call}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description It happened, try again, or skip it. */
        post: operations["settle_tool_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Where it stands, with all its calls. */
        get: operations["get_turn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Stop the turn; stopping one that is over changes nothing. */
        post: operations["cancel_turn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org}/turns/{turn}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Let a turn that failed, or whose answer was cut, go on from its last kept step; watch its events. */
        post: operations["resume_turn"];
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
        get: operations["open_share"];
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
        /** @description Describes an answer; the data is already in its final form. */
        AccountShape: {
            /** Format: uuid */
            id: string;
            status: string;
            label: string;
            account: string;
        };
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
            enabled: boolean;
            /** @description Of custom connectors only; whole for owners, for all others its scheme and host. */
            url: string | null;
            /** @description To register at the service with a client id of one's own; owners see it. */
            redirect_uri: string | null;
            /** @description Of custom connectors; owners see it. */
            oauth_client_id: string | null;
            /** @description The sign-in server that the client id is for; null before its first use. */
            oauth_issuer: string | null;
            /** @description Somebody decided to sign in although the server does not announce PKCE. */
            pkce_undeclared: boolean;
            /** @description The longest that an owner lets one of its tools run; null: as the product does. */
            tool_seconds: number | null;
            connections: components["schemas"]["Connection"][];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            /** @description Its tools that cannot be used here, with the reasons. */
            left_out: components["schemas"]["LeftOutTool"][];
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ConnectorActions"];
            tools: components["schemas"]["Tool"][];
        };
        /** @description Describes an answer; the data is already in its final form. */
        ApprovalShape: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            expires_at: string;
            decision: components["schemas"]["ApprovalShapeDecisionEnum"] | components["schemas"]["NullEnum"];
            /** @description What the person said. */
            reason: string;
            why: components["schemas"]["AskShape"];
            may_always_allow: components["schemas"]["DecisionShape"];
        };
        /** @enum {string} */
        ApprovalShapeDecisionEnum: "allow_once" | "always_allow" | "deny" | "expired";
        /** @description Describes an answer; the data is already in its final form. */
        AskShape: {
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
            readonly about: components["schemas"]["AuditAbout"][];
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
        /** @description Describes an answer; the data is already in its final form. */
        BegunShape: {
            /** Format: uuid */
            id: string;
            title: string;
            project: components["schemas"]["ProjectMark"] | null;
            provenance: components["schemas"]["ProvenanceShape"][];
            tool_access: components["schemas"]["ToolAccessEnum"];
            /** Format: uuid */
            active_turn: string | null;
            notices: components["schemas"]["NoticeShape"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Where the conversation begins with one. */
            message?: components["schemas"]["MessageShape"];
            /** @description What answers it. */
            turn?: components["schemas"]["TurnShape"];
        };
        /** @description Describes an answer; the data is already in its final form. */
        CallErrorShape: {
            code: string;
            message: string;
        };
        /** @enum {string} */
        CallStatusEnum: "proposed" | "awaiting_approval" | "approved" | "denied" | "expired" | "sent" | "succeeded" | "failed" | "unknown" | "happened" | "skipped" | "blocked" | "cancelled";
        /** @enum {string} */
        CategoryEnum: "productivity" | "communication" | "project_management" | "design" | "engineering" | "data" | "sales" | "finance" | "health";
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
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        ConnectionStatusEnum: "pending" | "connected" | "needs_reauth" | "needs_scope" | "revoked";
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
            enabled: boolean;
            /** @description Of custom connectors only; whole for owners, for all others its scheme and host. */
            url: string | null;
            /** @description To register at the service with a client id of one's own; owners see it. */
            redirect_uri: string | null;
            /** @description Of custom connectors; owners see it. */
            oauth_client_id: string | null;
            /** @description The sign-in server that the client id is for; null before its first use. */
            oauth_issuer: string | null;
            /** @description Somebody decided to sign in although the server does not announce PKCE. */
            pkce_undeclared: boolean;
            /** @description The longest that an owner lets one of its tools run; null: as the product does. */
            tool_seconds: number | null;
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
        /** @description Describes an answer; the data is already in its final form. */
        ConnectorMark: {
            /** Format: uuid */
            id: string;
            name: string;
            listing: string | null;
            custom: boolean;
            host: string;
            verification: components["schemas"]["VerificationEnum"] | components["schemas"]["NullEnum"];
            color: string;
            icon_url: string | null;
        };
        /** @description Describes an answer; the data is already in its final form. */
        ContentBlock: {
            /** @description A note says how the answer came about, such as what was too long for the model. */
            type: components["schemas"]["TypeEnum"];
            text?: string;
            tool_call?: components["schemas"]["ToolCallShape"];
        };
        /** @description Describes an answer; the data is already in its final form. */
        ConversationShape: {
            /** Format: uuid */
            id: string;
            title: string;
            project: components["schemas"]["ProjectMark"] | null;
            provenance: components["schemas"]["ProvenanceShape"][];
            tool_access: components["schemas"]["ToolAccessEnum"];
            /** Format: uuid */
            active_turn: string | null;
            notices: components["schemas"]["NoticeShape"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
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
        /** @enum {string} */
        DecisionInputDecisionEnum: "allow_once" | "always_allow" | "deny";
        DecisionInputRequest: {
            decision: components["schemas"]["DecisionInputDecisionEnum"];
            arguments?: {
                [key: string]: unknown | null;
            };
            reason?: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        DecisionShape: {
            allowed: boolean;
            code: string;
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
        /** @description Describes an answer; the data is already in its final form. */
        EndingShape: {
            code: components["schemas"]["EndingShapeCodeEnum"];
            message: string;
            may_go_on: boolean;
        };
        /** @enum {string} */
        EndingShapeCodeEnum: "output_limit" | "refused" | "context_full" | "empty";
        /** @description Describes an answer; the data is already in its final form. */
        HoldingShape: {
            connector: components["schemas"]["ConnectorMark"];
            tool_title: string;
            answer_number: number;
        };
        /** @description Describes an answer; the data is already in its final form. */
        InsideDecision: {
            allowed: boolean;
            code: string;
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
        /** @enum {string} */
        KindEnum: "tool" | "synced" | "health";
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
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ListingActions"];
        };
        /** @description What the asking member may do with it. */
        ListingActions: {
            enable: components["schemas"]["Decision"];
            connect: components["schemas"]["Decision"];
            /** @description Sign in again with an account that is there. */
            reconnect: components["schemas"]["Decision"];
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
            availability: components["schemas"]["Decision"];
            actions: components["schemas"]["ListingActions"];
            description: string;
            use_cases: string[];
            tools: components["schemas"]["ListingTool"][];
            scopes: string[];
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
        MessageInputRequest: {
            text: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        MessageShape: {
            /** Format: uuid */
            id: string;
            role: components["schemas"]["AuthorEnum"];
            content: components["schemas"]["ContentBlock"][];
            /** Format: uuid */
            turn: string | null;
            status: components["schemas"]["TurnStatusEnum"] | components["schemas"]["NullEnum"];
            error: components["schemas"]["TurnErrorShape"] | null;
            ending: components["schemas"]["EndingShape"] | null;
            model: components["schemas"]["ModelMark"] | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        ModelMark: {
            name: string;
            demo: boolean;
        };
        /** @description One of the person's memberships. */
        MyMembership: {
            /** Format: uuid */
            id: string;
            organization: components["schemas"]["OrganizationBrief"];
            role: components["schemas"]["RoleEnum"];
        };
        /** @description An account to connect, or with the label of an existing one, to sign in again. */
        NewConnectionRequest: {
            label?: string;
            /** @description A path of this workspace. */
            return_to?: string;
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
        };
        NewConversationInputRequest: {
            /** Format: uuid */
            project?: string | null;
            title?: string;
            connectors?: components["schemas"]["SwitchInputRequest"][];
            message?: components["schemas"]["MessageInputRequest"];
        };
        /** @description Whom to ask, and as what. */
        NewInvitationRequest: {
            /** Format: email */
            email: string;
            /** @default member */
            role: components["schemas"]["RoleEnum"];
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
        /** @description Describes an answer; the data is already in its final form. */
        NoticeShape: {
            /** Format: uuid */
            id: string;
            code: components["schemas"]["NoticeShapeCodeEnum"];
            /** @description What happened and what to do, in words. */
            text: string;
            /** Format: date-time */
            created_at: string;
        };
        /** @enum {string} */
        NoticeShapeCodeEnum: "account_disconnected" | "account_changed" | "connector_disabled" | "project_opened" | "project_left" | "link_ended";
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
            readonly permissions: components["schemas"]["Permissions"];
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
        OutcomeInputRequest: {
            outcome: components["schemas"]["OutcomeEnum"];
        };
        /** @description Describes an answer; the data is already in its final form. */
        OutsideDecision: {
            allowed: boolean;
            code: string;
            reason: string;
            needs_confirmation: boolean;
        };
        PaginatedAuditEventList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["AuditEvent"][];
        };
        PaginatedConnectionList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Connection"][];
        };
        PaginatedConnectorList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Connector"][];
        };
        PaginatedConversationShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ConversationShape"][];
        };
        PaginatedInvitationList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Invitation"][];
        };
        PaginatedListingList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Listing"][];
        };
        PaginatedMemberList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Member"][];
        };
        PaginatedMessageShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["MessageShape"][];
        };
        PaginatedOrganizationBriefList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["OrganizationBrief"][];
        };
        PaginatedProjectList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Project"][];
        };
        PaginatedProjectMemberList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ProjectMember"][];
        };
        PaginatedShareShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ShareShape"][];
        };
        PaginatedStandingApprovalShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["StandingApprovalShape"][];
        };
        PaginatedToggleShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ToggleShape"][];
        };
        PaginatedTokenList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Token"][];
        };
        PaginatedToolCallShapeList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ToolCallShape"][];
        };
        PaginatedToolList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["Tool"][];
        };
        PaginatedToolReviewList: {
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cD00ODY%3D"
             */
            next?: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?cursor=cj0xJnA9NDg3
             */
            previous?: string | null;
            results: components["schemas"]["ToolReview"][];
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
            /** @description The longest that a tool of it may run; null: a minute without a sign, ten with progress. */
            tool_seconds?: number | null;
        };
        PatchedConversationChangeRequest: {
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
            settings?: components["schemas"]["SettingsRequest"];
        };
        /** @description What changes about a project. */
        PatchedProjectChangesRequest: {
            name?: string;
            instructions?: string;
            visibility?: components["schemas"]["VisibilityEnum"];
        };
        /**
         * @description A level for the whole organization or for oneself, null removes it; or what a custom tool does.
         *
         *     With a digest the effect is set only while the tool is still that version.
         */
        PatchedToolChangeRequest: {
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
            readonly mine: boolean;
            /** @description Whether its conversations may use connectors. */
            readonly connectors: components["schemas"]["Decision"];
            /** @description Whether the asking member may change it. */
            readonly manage: components["schemas"]["Decision"];
            /** @description Whether the asking member may make it public. */
            readonly publish: components["schemas"]["Decision"];
            /** Format: date-time */
            created_at: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
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
        /** @description Describes an answer; the data is already in its final form. */
        ProvenanceShape: {
            connector: components["schemas"]["ConnectorMark"];
            kind: components["schemas"]["KindEnum"];
        };
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
        /** @description Describes an answer; the data is already in its final form. */
        ResultShape: {
            text: string;
            truncated: boolean;
            bytes: number;
        };
        /** @enum {string} */
        ReviewStatusEnum: "draft" | "submitted" | "in_review" | "listed" | "rejected" | "delisted";
        /** @enum {string} */
        RoleEnum: "primary_owner" | "owner" | "admin" | "auditor" | "member";
        /** @enum {string} */
        ScopeEnum: "organization" | "member";
        /** @description What owners decide for everybody. */
        Settings: {
            /** @description Whether owners may make links that anyone can open, of chats without connector content. */
            external_sharing?: boolean;
            /** @description Whether there may be projects that are open to everyone in the organization. */
            public_projects?: boolean;
            /** @description Whether chats with connector content may be shared inside the organization, without tool data. */
            organization_shares?: boolean;
            /** @description Whether members may use connectors in private projects that they share. */
            connectors_in_shared_projects?: boolean;
        };
        /** @description What owners decide for everybody. */
        SettingsRequest: {
            /** @description Whether owners may make links that anyone can open, of chats without connector content. */
            external_sharing?: boolean;
            /** @description Whether there may be projects that are open to everyone in the organization. */
            public_projects?: boolean;
            /** @description Whether chats with connector content may be shared inside the organization, without tool data. */
            organization_shares?: boolean;
            /** @description Whether members may use connectors in private projects that they share. */
            connectors_in_shared_projects?: boolean;
        };
        ShareInputRequest: {
            audience: components["schemas"]["AudienceEnum"];
            /** @default false */
            confirm_redacted: boolean;
        };
        /** @description Describes an answer; the data is already in its final form. */
        ShareShape: {
            /** Format: uuid */
            id: string;
            audience: components["schemas"]["AudienceEnum"];
            url: string;
            redacted: boolean;
            message_count: number;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        SharedMessage: {
            role: components["schemas"]["AuthorEnum"];
            text: string;
            demo: boolean;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        SharedShape: {
            title: string;
            author: string;
            audience: components["schemas"]["AudienceEnum"];
            messages: components["schemas"]["SharedMessage"][];
        };
        /** @description Describes an answer; the data is already in its final form. */
        SharingShape: {
            organization: components["schemas"]["InsideDecision"];
            public: components["schemas"]["OutsideDecision"];
            holds: components["schemas"]["HoldingShape"][];
            shares: components["schemas"]["ShareShape"][];
        };
        /** @description A tool in the version that the owner saw. */
        ShownToolRequest: {
            name: string;
            digest: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        StandingApprovalShape: {
            /** Format: uuid */
            id: string;
            connector: components["schemas"]["ConnectorMark"];
            tool: string;
            /** Format: uuid */
            granted_in: string | null;
            /** Format: date-time */
            updated_at: string;
        };
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
            /** Format: date-time */
            last_used_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** @description Send the browser there. */
            authorization_url?: string;
            /** @description The sign-in server that it belongs to. */
            issuer?: string;
        };
        /** @description Describes an answer; the data is already in its final form. */
        StartedShape: {
            message: components["schemas"]["MessageShape"];
            turn: components["schemas"]["TurnShape"];
        };
        /** @enum {string} */
        StateEnum: "available" | "not_enabled" | "enabled" | "connected" | "needs_attention";
        SwitchInputRequest: {
            /** Format: uuid */
            connector: string;
            /** Format: uuid */
            connection?: string | null;
        };
        ToggleInputRequest: {
            enabled: boolean;
            /** Format: uuid */
            connection?: string | null;
        };
        /** @description Describes an answer; the data is already in its final form. */
        ToggleShape: {
            connector: components["schemas"]["ConnectorMark"];
            enabled: boolean;
            /** Format: uuid */
            connection: string | null;
            connections: components["schemas"]["AccountShape"][];
            may_toggle: components["schemas"]["DecisionShape"];
            /** @description Another account of one's own. */
            may_connect: components["schemas"]["DecisionShape"];
            /** @description Sign in again with an account that is there. */
            may_reconnect: components["schemas"]["DecisionShape"];
            /** @description New or changed tools that wait for an owner's review. */
            waiting_tools: number;
            /** @description Its tools that cannot be used here, with the reasons. */
            left_out: components["schemas"]["LeftOutTool"][];
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
        /** @description Describes an answer; the data is already in its final form. */
        ToolCallShape: {
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
            result: components["schemas"]["ResultShape"] | null;
            error: components["schemas"]["CallErrorShape"] | null;
            approval: components["schemas"]["ApprovalShape"] | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            milliseconds: number | null;
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
        ToolReviewRequest: {
            digest?: string;
            /** @default accept */
            verdict: components["schemas"]["VerdictEnum"];
        };
        /** @description Everything that the owner saw and accepts, or refuses. */
        ToolsReviewRequest: {
            tools: components["schemas"]["ShownToolRequest"][];
            /** @default accept */
            verdict: components["schemas"]["VerdictEnum"];
        };
        /** @description Describes an answer; the data is already in its final form. */
        TurnErrorShape: {
            code: string;
            message: string;
            retryable: boolean;
        };
        /** @description Describes an answer; the data is already in its final form. */
        TurnShape: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["TurnStatusEnum"];
            /** Format: uuid */
            conversation: string;
            error: components["schemas"]["TurnErrorShape"] | null;
            tool_calls: components["schemas"]["ToolCallShape"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        /** @enum {string} */
        TurnStatusEnum: "queued" | "running" | "waiting_approval" | "waiting_connection" | "waiting_input" | "waiting_outcome" | "completed" | "failed" | "cancelled";
        /** @enum {string} */
        TypeEnum: "text" | "note" | "tool_call";
        /** @enum {string} */
        VerdictEnum: "accept" | "refuse";
        /** @enum {string} */
        VerificationEnum: "verified" | "community";
        /** @enum {string} */
        VisibilityEnum: "private" | "public";
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
    received_invitation_retrieve: {
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
    received_invitation_accept: {
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
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
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
                "application/json": components["schemas"]["ToolsReviewRequest"];
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
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
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
                "application/json": components["schemas"]["PatchedToolChangeRequest"];
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
                "application/json": components["schemas"]["ToolReviewRequest"];
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
    list_conversations: {
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
                    "application/json": components["schemas"]["PaginatedConversationShapeList"];
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
    create_conversation: {
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
                "application/json": components["schemas"]["NewConversationInputRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunShape"];
                    "text/event-stream": string;
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
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
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
                    "application/json": components["schemas"]["ConversationShape"];
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
    delete_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation: string;
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
    change_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConversationChangeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationShape"];
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
    list_conversation_connectors: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation: string;
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
                    "application/json": components["schemas"]["PaginatedToggleShapeList"];
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
    toggle_connector: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                connector: string;
                conversation: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToggleInputRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToggleShape"];
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
    list_messages: {
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
                conversation: string;
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
                    "application/json": components["schemas"]["PaginatedMessageShapeList"];
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
    send_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageInputRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedShape"];
                    "text/event-stream": string;
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
    dismiss_notice: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation: string;
                notice: string;
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
    list_shares: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                conversation: string;
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
                    "application/json": components["schemas"]["PaginatedShareShapeList"];
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
    share_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                conversation: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareInputRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareShape"];
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
    explain_sharing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
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
                    "application/json": components["schemas"]["SharingShape"];
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
    directory_list: {
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
    directory_retrieve: {
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
    revoke_share: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                share: string;
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
    list_standing_approvals: {
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
                    "application/json": components["schemas"]["PaginatedStandingApprovalShapeList"];
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
    revoke_standing_approval: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                approval: string;
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
    list_tool_calls: {
        parameters: {
            query?: {
                /** @description The pagination cursor value. */
                cursor?: string;
                /** @description Number of results to return per page. */
                page_size?: number;
                status?: "proposed" | "awaiting_approval" | "approved" | "denied" | "expired" | "sent" | "succeeded" | "failed" | "unknown" | "happened" | "skipped" | "blocked" | "cancelled";
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
                    "application/json": components["schemas"]["PaginatedToolCallShapeList"];
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
    get_tool_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
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
                    "application/json": components["schemas"]["ToolCallShape"];
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
    decide_tool_call: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                call: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionInputRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCallShape"];
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
    settle_tool_call: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                call: string;
                org: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeInputRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolCallShape"];
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
    get_turn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org: string;
                turn: string;
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
                    "application/json": components["schemas"]["TurnShape"];
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
    cancel_turn: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                turn: string;
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
                    "application/json": components["schemas"]["TurnShape"];
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
    resume_turn: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key gets the first answer; kept for a day. */
                "Idempotency-Key"?: string;
            };
            path: {
                org: string;
                turn: string;
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
                    "application/json": components["schemas"]["TurnShape"];
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
    open_share: {
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
                    "application/json": components["schemas"]["SharedShape"];
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

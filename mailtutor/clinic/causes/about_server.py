"""Replies about the server itself: it has no room, or a problem."""

from __future__ import annotations

from mailtutor.clinic.explanation import Alternative

from .subject import LATER, Subject

_NO_WAY_ON = r"(cannot|can.?t|could ?n.t|could not|unable to|failed to|failure to) (connect|reach)"

SUBJECTS = (
    Subject(
        name="a program in between",
        phrases=(
            rf"{_NO_WAY_ON}( to)?[\w ]{{0,20}} (server|host|upstream|backend)",
            r"connect(ion)? error \d{4,5}",
            r"\b(smtp|mail|mfe|antivirus|security|transparent) proxy\b",
            (
                r"(upstream|backend|destination) (mail |smtp )?(server |host )?[\w ]{0,12}"
                r"(unavailable|unreachable|timed out|not responding|down)"
            ),
        ),
        steps=("greeting",),
        only=lambda evidence: evidence.exchange.stage == "greeting",
        headline="A program in between answered, because it can't reach the mail server",
        why=(
            "An antivirus program, a proxy or a gateway took your connection, and then failed to "
            "make its own to the server. Many networks block port 25, so this often happens there."
        ),
        code=(
            "from mailtutor import check_connection\n\n"
            "check_connection({host_code}, 587)  # or your provider's server"
        ),
        tell="Switch off the email scanning of your antivirus program, and try again.",
        is_certain=False,
        alternatives=(
            Alternative("Port 25 is blocked", "Use your provider's port 587 or 465, and log in."),
            Alternative("The real server is down", "Try from another network, such as a phone's."),
        ),
    ),
    Subject(
        name="server has no room",
        phrases=(
            r"insufficient (system )?(storage|disk)",
            r"(disk|file ?system|partition) (is )?full",
            r"no (disk )?space (left|available)|out of disk",
        ),
        supporting=(r"system full",),
        codes=("3.1",),
        numbers=(452,),
        headline="The server itself has no room now",
        why="The people who run the server have to fix that. Nothing is wrong with your message.",
        code=LATER,
        tell="Wait, or tell the people who run the server.",
    ),
    Subject(
        name="server has a problem",
        phrases=(
            r"failed to be replicated|no healthy secondary",
            r"(look-?up|dns)s? (failure|error|timed? ?out)",
            r"local (problem|error)|configuration (error|problem)",
            r"internal (server )?error|(server|system) (error|problem|failure|shutting down)",
            r"shutting down|out of service|queue file write error|system config\w* error",
            (
                r"(service|server|system) (is |was )?(currently |temporarily |"
                r"temporary )?(unavailable|not available|not active)"
            ),
            r"temporar\w* (local |system |server |internal )(problem|failure|error)|misconfigured",
            (
                r"(server|system|resources?)[\w ]{0,20} (too busy|"
                r"overload\w*|temporarily unavailable|misconfigured)"
            ),
            (
                r"(insufficient|low on|out of) (system )?(resources|"
                r"memory)|(high|too much) load|load (is )?too high"
            ),
            (
                r"(unable|can.?t|cannot) (to )?(process|accept) (the |"
                r"your |this |an? )?(connection|command|mail|"
                r"messages?|email) (at this time|now|at the moment|currently)|upstream error"
            ),
        ),
        hints=(r"temporar|try (again )?later|unavailable|not available|problem|\berror\b|busy",),
        supporting=(
            r"temporar",
            r"try (again )?later",
            r"not (available|accepting)",
        ),
        codes=("3.0", "3.2", "3.5"),
        numbers=(421, 451),
        only=lambda evidence: (
            evidence.exchange.reply.temporary
            or evidence.exchange.reply.says("config", "internal", "system error", "queue file")
        ),
        headline="The server has a problem of its own",
        why="It says nothing against you or the message. Wait, or tell the people who run it.",
        code=LATER,
        tell="Wait, or tell the people who run the server.",
        alternatives=(
            Alternative(
                "Too many messages at the same time",
                "Gmail says this, too, if one account sends over many connections at once. Send "
                "one after the other over one connection.",
                fits=lambda evidence: (
                    evidence.exchange.at_content and evidence.exchange.reply.says("try again later")
                ),
            ),
        ),
    ),
)

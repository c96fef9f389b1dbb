"""Replies in other languages, turned into the English phrases that the table knows.

A letter with an accent may have got lost on the way, or be written as two, as in ``bo?te`` and
``Empfaenger``. So the patterns have a wildcard where such a letter may be.
"""

from __future__ import annotations

import re

_ACCENT = r"[\w?]{1,2}"

# One line for each language and meaning; `~` stands for a letter that may have an accent.
_PHRASES = (
    # Chinese
    ("\u6388\u6743\u7801", "authorization code required"),
    (
        "\u5bc6\u7801\u9519\u8bef|\u5e10\u53f7\u6216\u5bc6\u7801|\u8d26\u53f7\u6216\u5bc6\u7801",
        "username and password not accepted",
    ),
    ("\u7528\u6237\u4e0d\u5b58\u5728|\u6536\u4ef6\u4eba\u4e0d\u5b58\u5728", "user unknown"),
    ("\u90ae\u7bb1\u5df2\u6ee1", "mailbox full"),
    ("\u5783\u573e\u90ae\u4ef6", "message rejected as spam"),
    ("\u9891\u7387|\u592a\u9891\u7e41", "sending rate limit exceeded"),
    # French
    (
        r"utilisateur inconnu|destinataire inconnu|adresse[\w ']* destinataire invalide",
        "user unknown",
    ),
    (r"bo~te[\w ]* pleine|quota d~pass~", "mailbox full"),
    (r"bo~te[\w ]* archiv~+|compte du destinataire est (bloqu~|d~sactiv~)", "mailbox disabled"),
    (r"authentification requise|vous devez vous authentifier", "authentication required"),
    (
        r"authentification (invalide|~chou~+|incorrecte)|mot de passe (incorrect|invalide)",
        "username and password not accepted",
    ),
    (r"trop de connexions", "too many connections"),
    (r"trop de destinataires", "too many recipients"),
    (
        r"taille[\w ]* (limite|maximale)[\w ]* (atteinte|d~pass~+)|message trop (grand|volumineux)",
        "message too large",
    ),
    (r"relais? (refus~|interdit)", "relay access denied"),
    (r"adresse ip[\w ]* bloqu~+", "ip address blocked"),
    # German
    (
        (
            r"(empf~nger|benutzer|postfach|adresse)[\w ]* (unbekannt|"
            r"nicht (gefunden|bekannt|vorhanden)|"
            r"existiert nicht)|unbekannter (empf~nger|benutzer)"
        ),
        "user unknown",
    ),
    (r"postfach[\w ]* (voll|~berf~llt)|speicherplatz[\w ]* ~berschritten", "mailbox full"),
    (
        r"(anmeldung|authentifizierung)[\w ]* (erforderlich|notwendig|n~tig)|bitte[\w ]* anmelden",
        "authentication required",
    ),
    (
        (
            r"(anmeldung|authentifizierung)[\w ]* (fehlgeschlagen|"
            r"gescheitert)|(kennwort|passwort)[\w ]* "
            r"(falsch|ung~ltig)"
        ),
        "username and password not accepted",
    ),
    (r"zu viele verbindungen", "too many connections"),
    (r"zu viele empf~nger", "too many recipients"),
    (r"nachricht[\w ]* zu gro~+|nachrichtengr~+e[\w ]* ~berschritten", "message too large"),
    (
        r"(weiterleitung|relay\w*)[\w ]* (verweigert|nicht (erlaubt|gestattet))",
        "relay access denied",
    ),
    (r"absender[\w ]* (nicht (erlaubt|berechtigt|g~ltig)|abgelehnt)", "sender address not allowed"),
    # Spanish and Portuguese
    (r"\bdestinat~rio\b(?= @| \S+\. access)", "recipient"),
    (r"acceso denegado|acesso negado", "access denied"),
    (
        (
            r"(usuario|destinatario|buz~n|cuenta|direcci~n|caixa postal|conta|endere~o)[\w ]* "
            r"(desconocid~|inexistente|no existe|no encontrad~|"
            r"n~+o (existe|encontrad~)|desconhecid~)|"
            r"no existe (ese|dicha|el) (usuario|persona|buz~n)"
        ),
        "user unknown",
    ),
    (
        r"(buz~n|casilla|cuenta|caixa( postal)?|quota|cuota)[\w ]* (llen~|chei~|excedid~|superad~)",
        "mailbox full",
    ),
    (
        (
            r"(se requiere|requiere|necesita)[\w ]* autent~+icaci~n|"
            r"autent~+icaci~n (requerida|necesaria)|"
            r"autentica~+o (~ )?(necess~ria|requerida|obrigat~ria)"
        ),
        "authentication required",
    ),
    (
        (
            r"(contrase~a|senha|clave|usuario o senha|credenciales|credenciais)[\w ]* "
            r"(incorrect~s?|inv~lid~s?|err~nea)|autentic\w*[?]*\w* (fallid~|fall~|falhou)"
        ),
        "username and password not accepted",
    ),
    (r"(demasiadas|muitas) (conexiones|conex~+es)", "too many connections"),
    (r"(demasiados|muitos) destinat~rios", "too many recipients"),
    (r"mensaje demasiado grande|mensagem muito grande", "message too large"),
    # Italian
    (
        (
            r"(utente|destinatario|casella|indirizzo)[\w ]* (sconosciut~|"
            r"inesistente|non (esiste|trovat~|"
            r"valid~))|nessun utente simile"
        ),
        "user unknown",
    ),
    (r"casella[\w ]* piena|quota superata", "mailbox full"),
    (r"autenticazione (richiesta|necessaria|obbligatoria)", "authentication required"),
    (
        (
            r"autenticazione (fallita|non riuscita)|password (errata|non valida)|credenziali[\w ]* "
            r"(errate|non valide)"
        ),
        "username and password not accepted",
    ),
    # Polish, Czech, Dutch, and Russian in Latin letters
    (
        (
            r"(u~ytkownik|adres|skrzynka|konto)[\w ]* nie istnieje|nie ma takiego (konta|adresu|"
            r"u~ytkownika)|u~ivatel neexistuje|"
            r"schr~nka neexistuje|gebruiker (onbekend|bestaat niet)"
        ),
        "user unknown",
    ),
    (
        r"skrzynka[\w ]* (pe~na|przepe~niona)|schr~nka[\w ]* pln~|(mailbox|postvak) (is )?vol\b",
        "mailbox full",
    ),
    (
        (
            r"(b~~?~?dne|nieprawid~owe|niepoprawne) (has~o|"
            r"dane logowania)|chybn~ heslo|onjuist wachtwoord"
        ),
        "username and password not accepted",
    ),
    (
        r"wymagana (jest )?autoryzacja|uwierzytelnienie wymagane|authenticatie vereist",
        "authentication required",
    ),
    (r"neobhodim parol prilozheniya", "application password is required"),
)

# A reply with none of these is in English, so it isn't searched for each phrase.
_FOREIGN = re.compile(
    r"[^\x00-\x7f?]|\?\w|\w\?|\b(?:le|la|du|de|des|et|"
    r"un|une|trop|vous|est|der|die|das|ist|nicht|zu|"
    r"bitte|el|no existe|nie|do|vol|non|se|muito|muitas|muitos|demasiad\w+|requiere|requise)\b|"
    r"utilisateur|authentif|anmeld|postfach|passwort|empf|benutzer|usuari|buz|senha|caixa|conta\b|"
    r"contrase|autenti|utente|casella|password errata|konto|skrzynka|neobhodim|gebruiker|"
    r"wachtwoord|wymagana|destinat|mensaje|mensagem"
)
_ENGLISH = tuple((re.compile(each.replace("~", _ACCENT)), said) for each, said in _PHRASES)


def in_english(text: str) -> str:
    """Return a reply with the phrases of other languages in English.

    Args:
        text: the reply's words, in lower case.

    Example:
        >>> in_english("postfach ist voll")
        'mailbox full'
    """
    if not _FOREIGN.search(text):
        return text
    for pattern, said in _ENGLISH:
        text = pattern.sub(said, text)
    return text

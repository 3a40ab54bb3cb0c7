"""How people ask for a person in German, French, Spanish, Italian, Dutch and Portuguese.

Accents are gone from what is read here: `möchte` is `mochte`, and `moechte` when typed so.
"""

from bot.rules.wants_human.language import language

GERMAN = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: menschen?|(echten?|richtigen?|reale[nr]?) (person|menschen?)|jemand(em|en)?|person
    |mitarbeite(r|rin|rn|nde[nr]?)|(kunden)?berater(in|n)?|kolleg(e|en|in)|agenten?
    |ansprechpartner(in|n)?|vorgesetzten?|chef|sachbearbeiter(in|n)?|service|kunden(service
    |dienst|support|betreuung)|support|hotline|zentrale|abteilung|\w+abteilung|rezeption
    |buchhaltung|vertrieb|OWN
MET: (mit |zu[rm]? |an )GAP{0,3}?PERSON
NOT: \b(nicht|kein(e|en|em|er)?|ohne|nie|weder)

ask: \bMET\b GAP{0,4}?(sprechen|reden|telefonieren|chatten|schreiben|verbunden|verbinden)\b
ask: \b(sprechen|reden|verbinden|verbind|verbinde)\b GAP{0,3}?MET\b
ask: \b(will|mochte|moechte|brauche|wunsche|verlange|hatte gern|gib mir|geben sie mir
    |holen? sie)( bitte| gern| gerne| endlich| mir)* GAP{0,2}?(menschen|mitarbeiter(in)?
    |berater(in)?|vorgesetzten|(echte|richtige|reale) person|ansprechpartner|OWN)\b
ask: \b(leiten|stellen|leite|stell) (sie )?mich GAP{0,5}?(weiter|durch)\b
ask: \A(bitte |einen? |echter |echten )*(mensch|mitarbeiter|kundenservice)( bitte)?END

not: \b(mochte|moechte|will|muss|brauche|bitte)? ?NOT GAP{0,2}?(MET|PERSON)\b( GAP{0,2}?(sprechen
    |reden|verbunden werden|verbinden|notig|notwendig))?
not: \b(muss|soll|sollte|musste) ich GAP{0,3}?MET\b( GAP{0,2}?(sprechen|reden))?

offer: \b(MET|PERSON) GAP{0,4}?(verbinden|verbunden|weiterleiten|sprechen|reden|ubergeben|holen
    |hinzuziehen|anrufen|melden)
offer: \bverbinde (ich )?(sie|dich) GAP{0,3}?PERSON

yes: ja|jawohl|gern|gerne|bitte|klar|natuerlich|naturlich|in ordnung|das ware \w+|sehr
"""
)

FRENCH = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: humaine?|(vraie |veritable )?personne( reelle| humaine)?|quelqu'un|conseill(er|ere)|agent
    |operateur|operatrice|responsable|superieure?|collaborateur|collegue|technicien|(service
    |support|departement|equipe) ?\w*|OWN
WITH: (a|au|aux|avec|vers) GAP{0,3}?([ld]')?PERSON
NOT: \b(ne|n'\w+|pas|sans|jamais|inutile)

ask: \b(parler|discuter|echanger|communiquer)( directement)? WITH\b
ask: \b(passe[rz]?|mette[zr]|mets|transfere[rz]?|connecte[rz]?|redirige[rz]?)[ -](moi
    |me)( en (relation|contact|communication))? GAP{0,3}?PERSON\b
ask: \b(me|m') ?(passer|transferer|mettre en (relation|contact)|rediriger) GAP{0,3}?PERSON\b
ask: \b(veux|voudrais|souhaite|ai besoin d'?|exige|demande) ?GAP{0,2}?(un )?(humaine?|(vraie
    |veritable) personne|conseill(er|ere)|operateur|responsable|OWN)\b
ask: \A(un |une |vrai |vraie )*(humain|conseiller|conseillere|operateur)( s'il (vous|te) plait
    | svp)?END

not: NOT GAP{0,4}?(parler|discuter|echanger|besoin|transferer|passer)( d'
    | de)? ?(directement )?(WITH|GAP{0,2}?PERSON)?
not: \b(dois-je|faut-il|est-ce que je dois) GAP{0,3}?(parler|discuter) WITH

offer: \b(parler|mettre en (relation|contact)|mette|transferer?|transfere|passer?
    |rediriger?)\b GAP{0,3}?PERSON

yes: oui|volontiers|d'accord|s'il (vous|te) plait|svp|bien sur|avec plaisir|ce serait \w+
"""
)

SPANISH = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: (un |ser )?human[oa]|(una )?persona( real| humana)?|alguien|agente|asesora?|operador[a]?
    |representante|encargad[oa]|supervisora?|gerente|ejecutiv[oa]|companer[oa]
    |(atencion al cliente|servicio al cliente|soporte|departamento|equipo)|OWN
NOT: \b(no|sin|nunca|tampoco)
TALK: hablar|conversar|chatear|comunicarme|contactar|hable

ask: \bTALK( directamente)? (con|a) GAP{0,3}?PERSON\b
ask: \b(pasame|paseme|pasenme|comunicame|comuniqueme|transfiereme|transfierame|conectame
    |conecteme|ponme|pongame)\b GAP{0,4}?PERSON\b
ask: \bme (puede[ns]? |podria[ns]? )?(pasar|pasas?|comunicar?|transferir|transfiere[ns]?|poner
    |conectar) GAP{0,3}?PERSON\b
ask: \b(quiero|necesito|exijo|dame|deme|quisiera) GAP{0,2}?(humano|persona real|agente|asesora?
    |operadora?|supervisora?|OWN)\b
ask: \A(un |una )?(humano|persona real|agente|operador|asesor)( por favor)?END

not: NOT GAP{0,3}?(TALK|necesito|hace falta|quiero|pases?
    |transfieras?)\b ?(con |a )?GAP{0,3}?PERSON\b
not: \b(tengo que|debo) TALK con GAP{0,2}?PERSON(?= para [^.!]*\?)

offer: \b(TALK|transfiera|pase|comunique|conecte|transferirl[eo]|pasarl[eo]|transferirte|pasarte
    |conectarl[eo]|ponerl[eo]) GAP{0,4}?PERSON

yes: si|claro|por favor|vale|de acuerdo|por supuesto|esta bien|seria \w+|gracias
"""
)

ITALIAN = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: uman[oa]|(essere umano|persona( vera| reale)?)|qualcuno|operatore|operatrice|responsabile
    |consulente|addett[oa]|collega|supervisore|rappresentante|agente|(servizio clienti|assistenza
    |reparto|ufficio|team)|OWN
WITH: (con|a|ad|al|allo|alla|all') ?GAP{0,3}?([ld]'|un')?PERSON
NOT: \b(non|senza|mai|nessun)

ask: \b(parlare|chattare|discutere|parlo)( direttamente)? WITH\b
ask: \b(passami|mi passi|mi passa|mettimi|mi metta|trasferiscimi|mi trasferisca|mi colleghi
    |collegami|passatemi)\b (in contatto )?GAP{0,3}?(un'|l'|all')?PERSON\b
ask: \b(voglio|vorrei|mi serve|ho bisogno di|esigo) GAP{0,2}?(un'|l')?(umano|persona vera
    |operatore|operatrice|responsabile|consulente|OWN)\b
ask: \A(un |una )?(operatore|umano|persona vera)( per favore)?END

not: NOT GAP{0,3}?(parlare|voglio|serve|bisogno)\b ?GAP{0,2}?(WITH|PERSON)\b
not: \b(devo) parlare WITH(?=[^.!]*\?)

offer: \b(parlare|passi|metta|trasferisca|passarla|metterla|trasferirla|colleghi|passarti
    |metterti)\b GAP{0,4}?([ld]'|un'|all')?PERSON

yes: si|certo|per favore|volentieri|va bene|grazie|sarebbe \w+|certamente
"""
)

DUTCH = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: mens(en)?|(echt |echte )?(mens|persoon)|iemand( anders)?|medewerkers?|medewerkster
    |collega|agent|leidinggevende|manager|adviseur|klantenservice|afdeling|\w+afdeling|helpdesk|OWN
NOT: \b(niet|geen|zonder|nooit|hoef)
TALK: praten|spreken|chatten|bellen|overleggen

ask: \b(wil|wilde|kan|kunnen|mag|zou|moet|laat|graag|liever)\b GAP{0,4}?(met
    |tegen) GAP{0,3}?PERSON\b GAP{0,3}?TALK
ask: \b(wil|kan|mag|zou)\b GAP{0,3}?PERSON GAP{0,2}?spreken\b
ask: \b(verbind|verbinden|zet) (u )?(me|mij) GAP{0,4}?PERSON\b
ask: \bme GAP{0,4}?PERSON (door)?verbinden\b
ask: \b(wil|geef mij|geef me) GAP{0,2}?(mens|medewerker|OWN)\b
ask: \A(een )?(mens|medewerker|echt persoon)( graag| alsjeblieft| alstublieft)?END

not: NOT GAP{0,3}?PERSON\b( GAP{0,2}?TALK)?
not: \bmoet ik GAP{0,3}?PERSON GAP{0,2}?TALK

offer: \bPERSON GAP{0,3}?(TALK|verbind|doorverbind|inschakelen)

yes: ja|graag|alsjeblieft|alstublieft|prima|zeker|dat zou \w+ zijn|is goed
"""
)

PORTUGUESE = language(
    r"""
GAP: [\w'-]+[ ]
END: [^\w?]*\Z
PERSON: human[oa]|(pessoa( real| de verdade)?)|alguem|atendentes?|agentes?|operadora?|gerente
    |supervisora?|responsavel|funcionari[oa]|consultora?|colega|assistente humano|(atendimento
    |suporte|setor|departamento|equipe|equipa)|OWN
NOT: \b(nao|sem|nunca|nem)
TALK: falar|conversar|falo

ask: \bTALK( diretamente)? (com|a|ao) GAP{0,3}?PERSON\b
ask: \bme (passa|passe|passar|transfira|transfere|transferir|conecte|conecta|coloque
    |coloca)\b GAP{0,4}?PERSON\b
ask: \b(passe|transfira|ligue|conecte)-me\b GAP{0,4}?PERSON\b
ask: \b(quero|preciso de|exijo|queria) GAP{0,2}?(humano|pessoa real|atendente|operador|OWN)\b
ask: \A(um |uma )?(atendente|humano|pessoa real)( por favor)?END

not: NOT GAP{0,3}?(TALK|preciso|quero)\b ?(com |de )?GAP{0,3}?PERSON\b
not: \b(preciso|tenho que|devo) TALK com GAP{0,2}?PERSON(?= para [^.!]*\?)

offer: \b(TALK|transfira|passe|transferi-l[oa]|transferir|passar|conectar|conecte)\b GAP{0,4}?PERSON

yes: sim|claro|por favor|com certeza|pode ser|seria \w+|obrigad[oa]|isso
"""
)

OTHERS = (GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH, PORTUGUESE)

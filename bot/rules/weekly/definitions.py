"""What each figure of a digest means, for whoever reads one and wonders."""

MEANINGS = {
    "Escalations": "Cases in which people were asked, by the moment they were asked.",
    "Usual": "The median of the four weeks before. A change is marked when it is more than 15 % "
    "and more than chance alone makes of so few.",
    "≥": "Somebody still waits, so the time can only be longer. Whoever waits counts with what "
    "they have waited so far.",
    "Median / nine in ten": "Half took no longer than the first, nine in ten no longer than the "
    "second. Fewer than twenty have a longest instead, and fewer than five are told one by one.",
    "Time to notify": "From asking until the card hung in Slack.",
    "Time to claim": "From asking until somebody took it, or acted without taking it.",
    "Time to human": "From the customer's own words until a person's words were with them, or a "
    "person had decided. In open hours: from asking, and only while the team is there.",
    "Time to decide": "From asking for an approval until a person decided. What expired counts "
    "with the time until then.",
    "Next response": "Each later answer, from the customer's words on. Where somebody said that "
    "none was needed there is none.",
    "Resolved": "From asking until it was done for the first time; and for good, without the time "
    "in which it was closed.",
    "In time": "Of the promises that were kept or broken. What is late and still owed is broken; "
    "what is neither due nor done counts as neither.",
    "Promised to": "Of the cases that could have had such a promise, those that had one.",
    "Escalation rate": "Of all turns, and of all conversations, those about which people were "
    "asked; by reason likewise.",
    "New": "A topic about which nobody was asked in the four weeks before.",
    "Target": "The share of promises that the policy wants kept. What is below it is marked.",
    "Feedback": "What whoever closed a case said of the agent's own answer, and of how many of "
    "those that people closed.",
    "In the eyes of whoever closed it": "Why a person was asked, as they say; the "
    "reason above is the policy's or the agent's.",
    "Unneeded escalations": "Nobody would have had to be asked, as whoever closed it says.",
    "Let go word for word": "Of what people decided, what they approved without a change.",
    "Human correction rate": "Of what people decided, what they changed, refused or answered "
    "themselves.",
    "Downstream accuracy": "Of what customers got in the agent's own words, alone or approved as "
    "it was, and said something of: what they found good.",
    "CSAT": "Customers' ratings that are good, by when they came.",
    "Response rate": "Of the turns of the week, or of those that this queue was asked about, those "
    "that anybody rated.",
    "Reopened": "Closed by people, and opened again within seven days. When the digest comes these "
    "are not over for what was closed last: the next one corrects it.",
    "Closure rate": "Of the corrections of cases that were closed in the week, those that were "
    "put to use somewhere by the time it was counted.",
    "Asked again": "Begun within a day of another in the same conversation.",
    "People": "Whoever had a hand in a case. Called or reminded: by the clock, and after hours "
    "when their team was not there.",
    "Words of people that reached customers": "Of all that people wrote to customers; what is "
    "under way has not reached them yet.",
    "Duplicates suppressed": "Presses, words and edits that Slack told again, and second posts of "
    "the desk's own that were taken away.",
    "In doubt": "Deliveries of which it was not known at once whether they had arrived. They are "
    "looked for before they are sent again.",
    "Slack limited us": "Slack said that it got too much from us, and for how long it wanted to be "
    "left alone. Nothing is lost by it.",
    "Given up": "Deliveries that were refused for good, or tried until there was no point.",
}

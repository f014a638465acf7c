// Package avvisi tells people of things by ordinary mail: notices and a daily digest to the staff, courtesy mail to members.
// It never uses the Order's certified box and holds no rule of the domain: it reads what the store says and writes about it.
//
// What was decided here:
//
//   - A problem is an open task that is an alarm or urgent, or a condition of the program itself (mailbox unread, disk). It is
//     told once, by a notice of its own. While it stays open the digest repeats it, so nobody is written to more than once a
//     day about one thing; when it ends the next digest says so.
//   - The outbox is a difference: what the store says is open, less what the file avvisi.json says was told. A notice can
//     therefore not be lost by a crash or with that file; it can be doubled. The file is made durable when a notice is
//     composed and again after each recipient took it, and it remembers the notices of the last hour: a process that dies and
//     starts again for ever sends no more than one that lives.
//   - At most maxOra notices an hour. What does not fit waits and is put into one last notice, "e altri n".
//   - The digest goes out at 8:00 of Rome on every day, holidays too, and also when it says "0 da decidere": who does not get
//     it knows that the program stands still, and that has to hold on every day. A late start sends it at once.
//   - Only addresses proven by a code typed back get anything (file avvisi-prova.json; a changed server or user must be proven
//     again): a slip of the pen would tell a stranger how the Order works. Without one, check fails and nothing is sent.
//   - Notices hold ids, kinds, dates and the reason of an alarm: codici fiscali and addresses are masked, names of members and
//     quotations from mail left out (package riserbo). Reasons of tasks that are no alarms stay in the archive.
//   - A refused login stops the notices until a person corrects it (pecagent notices test, or resume while the agent runs)
//     and calls a person by a task; so does a refused recipient, or a server that takes nothing for hours.
//   - A run that is being ended waits two seconds for the answer of the ordinary server, then the copy is sent again later.
//   - Courtesy mail says nothing but that the member should ask the Order. It goes once for each request, when a certified
//     letter of that request has left: so mode, stop, limits and hours, and the click of a person in proponi, hold for it too.
package avvisi

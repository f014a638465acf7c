package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pecagent/agent/archivio"
	"pecagent/agent/config"
	"pecagent/agent/office"
	"pecagent/rules"
)

// maxBackupAge is how old the newest backup may be: the daily one may fail once (order.md §9b).
const maxBackupAge = 48 * time.Hour

// checkBackup says whether there is a backup young enough. Where there is no store yet there is nothing to copy.
func checkBackup(cfg *config.Config, now time.Time) []office.Voce {
	v := office.Voce{Cosa: "copia di sicurezza"}
	if _, err := os.Stat(filepath.Join(cfg.Data, "log")); err != nil {
		v.OK, v.Dice = true, "nessun archivio ancora da copiare"
		return []office.Voce{v}
	}
	if cfg.Backup.Cartella == "" || cfg.Backup.Destinatario == "" {
		v.Dice = "non configurata: [backup] cartella e destinatario (pecagent backup --new-key FILE crea la chiave)"
		return []office.Voce{v}
	}
	if _, err := archivio.Destinatari(cfg.Backup.Destinatario); err != nil {
		v.Dice = err.Error()
		return []office.Voce{v}
	}
	list, err := archivio.Elenca(cfg.Backup.Cartella)
	switch {
	case err != nil:
		v.Dice = err.Error()
	case len(list) == 0:
		v.Dice = "nessuna in " + cfg.Backup.Cartella + ": pecagent backup"
	default:
		last := list[0]
		v.OK = now.Sub(last.Di) <= maxBackupAge && last.Byte > 0
		v.Dice = fmt.Sprintf("%d in %s, l'ultima del %s (%d ore fa)", len(list), cfg.Backup.Cartella, rules.Roma(last.Di).Format("02/01/2006 15:04"), int(now.Sub(last.Di).Hours()))
		if !v.OK {
			v.Dice += ": più vecchia di due giorni; pecagent backup"
		}
	}
	return []office.Voce{v}
}
